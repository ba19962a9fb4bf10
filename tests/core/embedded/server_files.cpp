// The server's log and its settings.
#include "embedded/server_log.hpp"
#include "embedded/server_settings.hpp"
#include "fakes.hpp"
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::embedded;
using namespace nucleus::testing;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mib = 1024 * 1024;

bool sets(unsigned cores, std::uint64_t memory, std::string_view setting) {
    const auto all = server_settings("/tmp/s", cores, memory);
    return std::find(all.begin(), all.end(), setting) != all.end();
}

}

TEST_CASE("The log is appended to and readable by its owner only") {
    temp_folder home;
    const server_log log{home.write("log", "before\n")};
    fs::remove(log.file());
    for (const char* line : {"one\n", "two\n"}) {
        const auto fd = log.open();
        REQUIRE(::write(fd.get(), line, 4) == 4);
    }
    CHECK(log.end(0) == "one\ntwo");
    CHECK(fs::status(log.file()).permissions() == fs::perms{0600});
}

TEST_CASE("A log that leads elsewhere, or cannot be made, is refused") {
    temp_folder home;
    fs::create_symlink(home.write("precious", ""), home.path() / "log");
    CHECK_THROWS_AS(server_log{home.path() / "log"}.open(), std::runtime_error);
    CHECK_THROWS_AS(server_log{home.path() / "none" / "log"}.open(), std::runtime_error);
}

TEST_CASE("The end of a log is what came since, whole lines, 2 KiB at most") {
    temp_folder home;
    const server_log log{home.write("log", "old\nnew\nnewer\n\n")};
    CHECK(log.end(0) == "old\nnew\nnewer");
    CHECK(log.end(4) == "new\nnewer");
    CHECK(log.end(log.size()).empty());
    CHECK(log.end(1'000'000).empty()); // it was emptied meanwhile
    std::string many;
    for (int i = 1000; i < 1500; ++i) many += "line " + std::to_string(i) + "\n";
    home.write("log", many);
    const auto end = log.end(0);
    CHECK(end.size() <= 2048);
    CHECK(end.starts_with("line "));
    CHECK(end.ends_with("line 1499"));
    CHECK(server_log{home.path() / "none"}.end(0).empty());
    CHECK(server_log{home.path() / "none"}.size() == 0);
}

TEST_CASE("Beyond 8 MiB what is there moves aside, and whoever writes goes on writing") {
    temp_folder home;
    const server_log log{home.path() / "log"};
    const auto writer = log.open();
    fs::resize_file(log.file(), 8 * mib);
    log.bound();
    CHECK(log.size() == 8 * mib);
    fs::resize_file(log.file(), 8 * mib + 1);
    log.bound();
    CHECK(log.size() == 0);
    CHECK(fs::file_size(home.path() / "log.1") == 8 * mib + 1);
    REQUIRE(::write(writer.get(), "after\n", 6) == 6);
    CHECK(log.end(0) == "after");
}

TEST_CASE("Nobody reaches the server but through its socket") {
    CHECK(sets(2, 0, "listen_addresses="));
    CHECK(sets(2, 0, "unix_socket_directories=/tmp/s"));
    CHECK(sets(2, 0, "unix_socket_permissions=0700"));
}

TEST_CASE("Connections grow with the cores, memory with the machine's, within bounds") {
    CHECK(sets(1, 0, "max_connections=200"));
    CHECK(sets(6, 0, "max_connections=200"));
    CHECK(sets(7, 0, "max_connections=218"));
    CHECK(sets(64, 0, "max_connections=1586"));
    CHECK(sets(2, 0, "shared_buffers=32MB"));
    CHECK(sets(2, 256 * mib, "shared_buffers=32MB"));
    CHECK(sets(2, 4096 * mib, "shared_buffers=512MB"));
    CHECK(sets(2, 65536 * mib, "shared_buffers=1024MB"));
    CHECK(machine_memory() > 0);
}
