// What passes between the parent and a serving process.
#include "app/serving_child.hpp"
#include "app/inherited.hpp"
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <fcntl.h>
#include <nucleus/testing/temp_folder.hpp>
#include <poll.h>
#include <sys/wait.h>

using namespace nucleus::app;
using nucleus::process::descriptor;
using words = std::vector<std::string>;

namespace {

/// A stand-in for nucleusd: a shell script.
struct script {
    explicit script(std::string_view body)
        : file{folder.write("script", "#!/bin/sh\n" + std::string{body})} {
        std::filesystem::permissions(file, std::filesystem::perms{0755});
    }
    nucleus::testing::temp_folder folder;
    std::filesystem::path file;
};

/// Waits until the child has said something or ended; whether it is ready.
bool becomes_ready(serving_child& child) {
    pollfd on{child.ready_fd(), POLLIN, 0};
    REQUIRE(::poll(&on, 1, 60'000) == 1);
    return child.take_ready();
}

int exit_status(const serving_child& child) {
    int status = 0;
    REQUIRE(::waitpid(child.pid(), &status, 0) == child.pid());
    return status;
}

}

TEST_CASE("The command line of a serving process is ours, the verb, and what it inherits") {
    child_setup setup{"/bin/nucleusd", {"--config", "a b.json", "--set", "x=1"}, 7, -1, ""};
    CHECK(command_of(setup, 9) == words{"/bin/nucleusd", "--config", "a b.json", "--set", "x=1",
                                        "serve-child", "--ready-fd", "9", "--public-fd", "7"});
    setup.admin_fd = 8;
    setup.dsn = "host='/tmp/a b'";
    CHECK(command_of(setup, 9) == words{"/bin/nucleusd", "--config", "a b.json", "--set", "x=1",
                                        "serve-child", "--ready-fd", "9", "--public-fd", "7",
                                        "--admin-fd", "8", "--dsn", "host='/tmp/a b'"});
}

TEST_CASE("Ready is one byte on the pipe, then its end") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const descriptor parents{ends[0]};
    announce_ready({-1, -1, ends[1], ""});
    std::array<char, 2> got{};
    CHECK(::read(parents.get(), got.data(), got.size()) == 1);
    CHECK(::read(parents.get(), got.data(), got.size()) == 0);
    CHECK(::fcntl(ends[1], F_GETFD) == -1);
}

TEST_CASE("Without a pipe there is nobody to tell") {
    const descriptor zero{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    announce_ready({});
    CHECK(::fcntl(zero.get(), F_GETFD) != -1);
}

TEST_CASE("A child is ready when it says so, on the descriptor that it is told") {
    const script nucleusd{"test $1$2 = serve-child--ready-fd && printf x >/proc/$$/fd/$3"};
    const descriptor listens{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    serving_child child{{nucleusd.file, {}, listens.get(), -1, ""}};
    CHECK(becomes_ready(child));
    CHECK(child.ready_fd() == -1); // once
    exit_status(child);
}

TEST_CASE("A child that ends without a word is not ready") {
    const script nucleusd{"exit 3"};
    serving_child child{{nucleusd.file, {}, STDIN_FILENO, -1, ""}};
    CHECK_FALSE(becomes_ready(child));
    const int status = exit_status(child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
}

TEST_CASE("A binary that is gone is a child that ends with 127") {
    serving_child child{{"/nonexistent/nucleusd", {}, STDIN_FILENO, -1, ""}};
    CHECK_FALSE(becomes_ready(child));
    CHECK(WEXITSTATUS(exit_status(child)) == 127);
}

TEST_CASE("The sockets reach the child in spite of O_CLOEXEC, and nothing else does") {
    const descriptor open_to_all{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    const descriptor admin{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    const descriptor secret{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    const script nucleusd{"test -e /proc/$$/fd/$5 || exit 4\n"
                          "test -e /proc/$$/fd/$7 || exit 5\n"
                          "test -e /proc/$$/fd/" +
                          std::to_string(secret.get()) + " && exit 6\nexit 0"};
    serving_child child{{nucleusd.file, {}, open_to_all.get(), admin.get(), ""}};
    CHECK(WEXITSTATUS(exit_status(child)) == 0);
    CHECK(::fcntl(open_to_all.get(), F_GETFD) == FD_CLOEXEC); // ours stay as they were
}

TEST_CASE("Our own binary is found by its path") {
    CHECK(std::filesystem::equivalent(own_binary(), "/proc/self/exe"));
    CHECK(std::filesystem::path{own_binary()}.filename() == "test_core_app");
}
