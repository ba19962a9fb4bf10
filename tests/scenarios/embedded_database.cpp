// The embedded PostgreSQL on bad days.
#include "support/server_process.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <fstream>
#include <pwd.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* me = R"({"email":"ada@example.com","password":"Correct-Horse-9"})";

std::string config_in(const std::filesystem::path& data_dir) {
    return R"({"appId":"embedded-test","mode":"development","authentication":{"enabled":true},
               "database":{"dataDir":")" +
           data_dir.string() + R"("}})";
}

pid_t postmaster(const std::filesystem::path& data_dir) {
    std::ifstream file{data_dir / "postgres" / "postmaster.pid"};
    pid_t pid = -1;
    file >> pid;
    return pid;
}

bool runs(pid_t pid) { return pid > 0 && ::kill(pid, 0) == 0; }

/// Signing in works again within the time that a restart takes.
bool comes_back(server_process& server) {
    auto c = server.client();
    for (const auto until = std::chrono::steady_clock::now() + 30s;
         std::chrono::steady_clock::now() < until; std::this_thread::sleep_for(50ms))
        if (c.post("/auth/login", me).status == 200) return true;
    return false;
}

}

TEST_CASE("a server that crashes is started again, and loses nothing") {
    const int signal = GENERATE(SIGQUIT, SIGKILL); // immediate shutdown; sudden death
    temp_folder data;
    const auto dir = data.path() / "a folder with spaces";
    server_process server{{config_in(dir), {}, {}}};
    REQUIRE(server.client().post("/auth/register", me).status == 200);
    const auto before = postmaster(dir);
    REQUIRE(runs(before));
    ::kill(before, signal);
    CHECK(comes_back(server));
    CHECK(postmaster(dir) != before);
}

TEST_CASE("it stops with its parent, and what it knew is there the next time") {
    temp_folder data;
    {
        server_process server{{config_in(data.path() / "db"), {}, {}}};
        REQUIRE(server.client().post("/auth/register", me).status == 200);
        const auto pid = postmaster(data.path() / "db");
        CHECK(server.stop() == 0);
        CHECK_FALSE(runs(pid));
        CHECK(server.log().find("stopping PostgreSQL") != std::string::npos);
    }
    server_process again{{config_in(data.path() / "db"), {}, {}}};
    CHECK(again.client().post("/auth/login", me).status == 200);
}

TEST_CASE("after a crash of the parent the next one takes over the running server") {
    temp_folder data;
    const auto dir = data.path() / "db";
    server_process first{{config_in(dir), {}, {}}};
    REQUIRE(first.client().post("/auth/register", me).status == 200);
    first.signal(SIGKILL);
    REQUIRE(first.wait_exit() == 128 + SIGKILL);
    server_process second{{config_in(dir), {}, {}}};
    CHECK(second.client().post("/auth/login", me).status == 200);
    CHECK(second.stop() == 0);
    CHECK_FALSE(runs(postmaster(dir)));
}

TEST_CASE("a pid file of a server that is gone is not believed") {
    temp_folder data;
    const auto dir = data.path() / "db";
    {
        server_process server{{config_in(dir), {}, {}}};
        REQUIRE(server.client().post("/auth/register", me).status == 200);
    }
    std::ofstream{dir / "postgres" / "postmaster.pid"} << ::getpid() << "\n"
                                                       << dir.string() << "\n";
    server_process again{{config_in(dir), {}, {}}};
    CHECK(again.client().post("/auth/login", me).status == 200);
}

TEST_CASE("a folder that cannot be made is one clear message and exit code 1") {
    temp_folder folder;
    const auto file = folder.write("config.json", config_in("/proc/nowhere"));
    const auto done = run_nucleusd({"--config", file.string()});
    CHECK(done.code == 1);
    CHECK(done.err.find("/proc/nowhere") != std::string::npos);
}

TEST_CASE("without root nucleusd and its database run as whoever started it") {
    const auto* nobody = ::getpwnam("nobody");
    if (::geteuid() != 0 || !nobody) SKIP("takes root, to become somebody else");
    temp_folder folder;
    const auto dir = folder.path() / "theirs";
    std::filesystem::create_directory(dir);
    REQUIRE(::chown(dir.c_str(), nobody->pw_uid, nobody->pw_gid) == 0);
    const auto as_nobody = folder.write(
        "nucleusd", "#!/bin/sh\nexec setpriv --reuid=" + std::to_string(nobody->pw_uid) +
                        " --regid=" + std::to_string(nobody->pw_gid) +
                        " --clear-groups --pdeathsig TERM " NUCLEUSD_BINARY " \"$@\"\n");
    std::filesystem::permissions(as_nobody, std::filesystem::perms{0755});
    nucleusd server{{config_in(dir / "db"), {}, {}, true, as_nobody.string()}};
    CHECK(server.client().post("/auth/register", me).status == 200);
    const auto pid = postmaster(dir / "db");
    struct stat owner{};
    REQUIRE(::stat(("/proc/" + std::to_string(pid)).c_str(), &owner) == 0);
    CHECK(owner.st_uid == nobody->pw_uid);
    CHECK(server.stop() == 0);
    CHECK_FALSE(runs(pid));
}
