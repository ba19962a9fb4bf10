// Whether what postmaster.pid says is still true.
#include "embedded/postmaster.hpp"
#include "fakes.hpp"
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace nucleus::embedded;
using namespace nucleus::testing;
namespace fs = std::filesystem;
namespace process = nucleus::process;

namespace {

std::string file_of(pid_t pid) {
    return std::to_string(pid) + "\n/data/postgres\n1764000000\n5432\n/tmp/sockets\n\n"
                                 "  123 456\nready   \n";
}

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

/// A process that looks like a server of `cluster` and does nothing; called `name`.
class sleeper {
public:
    sleeper(const fs::path& folder, const std::string& name, const std::string& cluster) {
        const auto binary = folder / name;
        fs::create_symlink("/bin/sh", binary);
        process::program p;
        p.arguments = {binary.native(), "-c", "kill -STOP $$", cluster};
        p.dies_with_us = true;
        pid = process::spawn(p);
        int status = 0;
        REQUIRE(::waitpid(pid, &status, WUNTRACED) == pid);
        REQUIRE(WIFSTOPPED(status));
    }
    ~sleeper() { end(); }
    sleeper(const sleeper&) = delete;
    sleeper& operator=(const sleeper&) = delete;
    void end() {
        if (pid <= 0) return;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        pid = -1;
    }
    pid_t pid = -1;
};

struct one_cluster {
    temp_folder home;
    fs::path cluster = home.path() / "the postgres";
    fs::path file = cluster / "postmaster.pid";
    one_cluster() { fs::create_directory(cluster); }
    void tells(pid_t pid) const { std::ofstream{file} << file_of(pid); }
    [[nodiscard]] sleeper server() const { return {home.path(), "postgres", cluster.native()}; }
};

}

TEST_CASE("A whole postmaster.pid is read") {
    const auto told = parse_postmaster(file_of(4711));
    REQUIRE(told);
    CHECK(told->pid == 4711);
    CHECK(told->port == "5432");
    CHECK(told->sockets == "/tmp/sockets");
}

TEST_CASE("Half of one, or another file, says nothing") {
    CHECK_FALSE(parse_postmaster(""));
    CHECK_FALSE(parse_postmaster("4711\n"));
    CHECK_FALSE(parse_postmaster("4711\n/data\n1764000000\n5432\n"));
    CHECK_FALSE(parse_postmaster("4711\n/data\n1764000000\n5432\n\n"));      // no socket yet
    CHECK_FALSE(parse_postmaster("-4711\n/data\n1764000000\n5432\n/tmp\n")); // a single user
    CHECK_FALSE(parse_postmaster("0\n/data\n1764000000\n5432\n/tmp\n"));
    CHECK_FALSE(parse_postmaster("99999999999999999999\n/data\n1764000000\n5432\n/tmp\n"));
    CHECK_FALSE(parse_postmaster("dear\ndiary,\ntoday\nnothing\nhappened\n"));
}

TEST_CASE("A server is known by its name and its folder") {
    one_cluster c;
    const auto server = c.server();
    CHECK(serves(server.pid, c.cluster));
    CHECK_FALSE(serves(server.pid, c.home.path() / "another"));
    CHECK_FALSE(serves(server.pid, c.home.path() / "the"));
    const sleeper other{c.home.path(), "vacuum", c.cluster.native()};
    CHECK_FALSE(serves(other.pid, c.cluster));
    CHECK_FALSE(serves(::getpid(), c.cluster));
    CHECK_FALSE(serves(std::numeric_limits<pid_t>::max(), c.cluster));
}

TEST_CASE("Only a server that runs on this folder is one to adopt") {
    one_cluster c;
    CHECK_FALSE(running_postmaster(c.cluster)); // no file
    c.tells(::getpid());
    CHECK_FALSE(running_postmaster(c.cluster)); // recycled
    auto server = c.server();
    c.tells(server.pid);
    REQUIRE(running_postmaster(c.cluster));
    CHECK(running_postmaster(c.cluster)->pid == server.pid);
    server.end();
    CHECK_FALSE(running_postmaster(c.cluster)); // stale
}

TEST_CASE("A recycled number is replaced by nobody's; all else about the file stays") {
    one_cluster c;
    c.tells(::getpid());
    fs::permissions(c.file, fs::perms{0600});
    struct stat before{}, after{};
    REQUIRE(::stat(c.file.c_str(), &before) == 0);
    disown_recycled_pid(c.cluster, process::ourselves());
    REQUIRE(::stat(c.file.c_str(), &after) == 0);
    CHECK(text_of(c.file) == file_of(std::numeric_limits<pid_t>::max()));
    CHECK(after.st_ino == before.st_ino);
    CHECK(after.st_mode == before.st_mode);
}

TEST_CASE("A number alone, without an end of line, is replaced as well") {
    one_cluster c;
    std::ofstream{c.file} << ::getpid();
    disown_recycled_pid(c.cluster, process::ourselves());
    CHECK(text_of(c.file) == std::to_string(std::numeric_limits<pid_t>::max()) + "\n");
}

TEST_CASE("What PostgreSQL judges by itself is left alone") {
    one_cluster c;
    SECTION("its own server") {
        const auto server = c.server();
        c.tells(server.pid);
        disown_recycled_pid(c.cluster, process::ourselves());
        CHECK(text_of(c.file) == file_of(server.pid));
    }
    SECTION("a number that nobody has") {
        auto gone = c.server();
        const auto pid = gone.pid;
        gone.end();
        c.tells(pid);
        disown_recycled_pid(c.cluster, process::ourselves());
        CHECK(text_of(c.file) == file_of(pid));
    }
    SECTION("no number") {
        std::ofstream{c.file} << "dear diary\n";
        disown_recycled_pid(c.cluster, process::ourselves());
        CHECK(text_of(c.file) == "dear diary\n");
    }
    SECTION("no file") {
        disown_recycled_pid(c.cluster, process::ourselves());
        CHECK_FALSE(fs::exists(c.file));
    }
}

TEST_CASE("The owner of the folder has root write nowhere through a link") {
    if (!is_root()) SKIP("takes root, who runs the server as somebody else");
    one_cluster c;
    const auto precious = c.home.write("precious", file_of(::getpid()));
    REQUIRE(::chown(c.cluster.c_str(), nobody().uid, nobody().gid) == 0);
    fs::create_symlink(precious, c.file);
    disown_recycled_pid(c.cluster, nobody());
    CHECK(text_of(precious) == file_of(::getpid()));
}
