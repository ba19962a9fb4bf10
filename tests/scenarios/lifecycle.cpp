// The process as a whole: start, signals, reload, restart, bad days.
#include "support/private_postgres.hpp"
#include "support/server_process.hpp"
#include <arpa/inet.h>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

std::string config_with(const std::string& more) {
    return R"({"appId":"lifecycle","mode":"development","database":{"url":"TEST_DATABASE_URL"},
               "authentication":{"enabled":true})" +
           more + "}";
}
server_options options(std::string more = "") {
    server_options o;
    o.config = config_with(more);
    o.environment = {{"TEST_DATABASE_URL", fresh_database()}};
    return o;
}

/// Keeps asking until told to stop; counts what was not a 200.
struct steady_load {
    explicit steady_load(std::uint16_t port)
        : thread{[this, port] {
            while (!done) {
                try {
                    http_client c{port};
                    for (int i = 0; i < 5 && !done; ++i)
                        c.get("/livez").status == 200 ? ++good : ++bad;
                } catch (const std::exception&) {
                    ++bad;
                }
            }
        }} {}
    ~steady_load() { done = true, thread.join(); }
    std::atomic<bool> done{false};
    std::atomic<int> good{0}, bad{0};
    std::thread thread;
};

}

TEST_CASE("health, the OpenAPI document and unknown paths answer from the first moment") {
    server_process server{options()};
    auto c = server.client();
    CHECK(c.get("/livez").status == 200);
    CHECK(c.get("/readyz").status == 200);
    CHECK(c.get("/health").status == 200);
    const auto missing = c.get("/nothing-here");
    CHECK(missing.status == 404);
    CHECK(missing.code() == "not_found");
    CHECK_FALSE(missing.header("X-Request-Id").empty());
    CHECK(c.get("/nothing-here", {{"X-Request-Id", "abc-123"}}).text("/requestId") == "abc-123");
    const auto problem = c.get("/nothing-here", {{"Accept", "application/problem+json"}});
    CHECK(problem.header("Content-Type") == "application/problem+json");
    CHECK(problem.text("/code") == "not_found");
    CHECK(c.get("/metrics").status == 404);
}

TEST_CASE("TERM drains: the request in flight is answered, the exit code is 0") {
    server_process server{options()};
    steady_load load{server.port()};
    std::this_thread::sleep_for(200ms);
    CHECK(server.stop() == 0);
    CHECK(load.good > 0);
    CHECK(server.log().find("stopped") != std::string::npos);
}

TEST_CASE("TERM: who connects while requests are finished is refused, not left waiting") {
    server_process server{options()};
    const auto connected = [&] {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(server.port()));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
        ::close(fd);
        return -1;
    };
    const int slow = connected();
    REQUIRE(slow >= 0);
    constexpr std::string_view half = "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: "
                                      "application/json\r\nContent-Length: 10\r\n\r\n{";
    REQUIRE(::send(slow, half.data(), half.size(), MSG_NOSIGNAL) > 0);
    std::this_thread::sleep_for(100ms);
    server.signal(SIGTERM);
    bool refused = false;
    for (int i = 0; i < 200 && !refused; ++i, std::this_thread::sleep_for(20ms)) {
        const int fd = connected();
        refused = fd < 0;
        if (fd >= 0) ::close(fd);
    }
    CHECK(refused);
    CHECK(::kill(server.pid(), 0) == 0); // it still waits for the slow one
    ::close(slow);
    CHECK(server.wait_exit() == 0);
}

TEST_CASE("a killed child is back within a second") {
    server_process server{options()};
    for (int round = 0; round < 3; ++round) {
        const auto child = server.serving_child();
        REQUIRE(child > 0);
        ::kill(child, SIGKILL);
        const auto killed = std::chrono::steady_clock::now();
        std::this_thread::sleep_for(5ms);
        bool answered = false;
        for (const auto until = killed + 5s;
             !answered && std::chrono::steady_clock::now() < until;) {
            try {
                http_client c{server.port()};
                answered = c.get("/readyz").status == 200 && server.serving_child() != child;
            } catch (const std::exception&) {
            }
        }
        CHECK(answered);
    }
}

TEST_CASE("USR2 restarts without a refused connection") {
    server_process server{options()};
    const auto before = server.serving_child();
    {
        steady_load load{server.port()};
        std::this_thread::sleep_for(100ms);
        server.signal(SIGUSR2);
        for (int i = 0; i < 600 && server.serving_child() == before; ++i)
            std::this_thread::sleep_for(10ms);
        std::this_thread::sleep_for(1s);
        load.done = true;
        CHECK(load.good > 0);
        CHECK(load.bad == 0);
    }
    CHECK(server.serving_child() != before);
    CHECK(server.client().get("/readyz").status == 200);
}

TEST_CASE("HUP applies hot keys all or nothing") {
    server_process server{options()};
    auto c = server.client();
    SECTION("a good file is applied") {
        server.write_config(
            config_with(R"(,"server":{"cors":{"origins":["https://shop.example"]}})"));
        server.signal(SIGHUP);
        REQUIRE(server.wait_log("reloaded"));
        CHECK(c.get("/livez", {{"Origin", "https://shop.example"}})
                  .header("Access-Control-Allow-Origin") == "https://shop.example");
    }
    SECTION("a bad file changes nothing") {
        server.write_config(config_with(
            R"(,"server":{"bodyLimti":5,"cors":{"origins":["https://shop.example"]}})"));
        server.signal(SIGHUP);
        REQUIRE(server.wait_log("reload refused"));
        CHECK(server.wait_log("bodyLimit")); // did you mean
        CHECK(c.get("/livez", {{"Origin", "https://shop.example"}})
                  .header("Access-Control-Allow-Origin")
                  .empty());
    }
    SECTION("a restart key is reported and not applied") {
        server.write_config(config_with(R"(,"server":{"threads":1})"));
        server.signal(SIGHUP);
        REQUIRE(server.wait_log("next restart"));
        CHECK(server.wait_log("server.threads"));
    }
}

TEST_CASE("a config with many faults names them all and exits with 1") {
    temp_folder folder;
    const auto file = folder.write(
        "config.json",
        R"({"mode":"devel","servr":{},"server":{"port":70000,"bodyLimit":"x","timeouts":{"idel":"1s"}},
        "logging":{"level":"loud"},"rateLimit":{"strategy":"none","publicRoutes":{"max":0}},"database":{"schemas":[]}})");
    const auto done = run_nucleusd({"check-config", "--config", file.string()});
    CHECK(done.code == 1);
    for (const char* expected : {"mode", "servr", "server", "port", "bodyLimit", "idel", "idle",
                                 "level", "strategy", "max", "schemas"})
        CHECK(done.err.find(expected) != std::string::npos);
}

TEST_CASE("a port in use is one clear message and exit code 1") {
    server_process first{options()};
    temp_folder folder;
    const auto file = folder.write(
        "config.json", config_with(R"(,"server":{"port":)" + std::to_string(first.port()) + "}"));
    const auto done =
        run_nucleusd({"--config", file.string()}, {{"TEST_DATABASE_URL", fresh_database()}});
    CHECK(done.code == 1);
    CHECK(done.err.find(std::to_string(first.port())) != std::string::npos);
    CHECK(done.err.find("in use") != std::string::npos);
}

TEST_CASE("a missing secret is named") {
    temp_folder folder;
    const auto file = folder.write("config.json", config_with(""));
    const auto done = run_nucleusd({"--config", file.string()});
    CHECK(done.code == 1);
    CHECK(done.err.find("TEST_DATABASE_URL") != std::string::npos);
}

TEST_CASE("the database goes away and comes back") {
    private_postgres postgres;
    server_options o;
    o.config = config_with("");
    o.environment = {{"TEST_DATABASE_URL", postgres.dsn()}};
    server_process server{o};
    auto c = server.client();
    const auto body = R"({"email":"ada@example.com","password":"Correct-Horse-9"})";
    CHECK(c.post("/auth/register", body).status == 200);
    postgres.stop();
    const auto away = c.post("/auth/login", body);
    CHECK(away.status == 503);
    CHECK(away.code() == "database_unavailable");
    CHECK_FALSE(away.header("Retry-After").empty());
    CHECK(c.get("/readyz").status == 503);
    CHECK(c.get("/livez").status == 200);
    postgres.start();
    REQUIRE(server.wait_ready(30s));
    CHECK(c.post("/auth/login", body).status == 200);
}

TEST_CASE("a database that is down at start is waited for, then named") {
    temp_folder folder;
    const auto file = folder.write(
        "config.json", config_with(R"(,"server":{"port":)" + std::to_string(free_port()) + "}"));
    const auto done =
        run_nucleusd({"--config", file.string()},
                     {{"TEST_DATABASE_URL", "host=/nonexistent dbname=x connect_timeout=1"}});
    CHECK(done.code == 1);
    CHECK(done.err.find("database.url") != std::string::npos);
}

TEST_CASE("TERM is heard while the database is waited for") {
    server_options o;
    o.config = config_with("");
    o.environment = {{"TEST_DATABASE_URL", "host=/nonexistent dbname=x"}};
    o.wait_until_ready = o.hold_to_openapi = false;
    server_process server{o};
    REQUIRE(server.wait_log("cannot be reached"));
    CHECK(server.stop() == 0);
    CHECK(server.wait_log("told to end while starting"));
    CHECK(server.wait_log("\"stopped\""));
}

TEST_CASE("HUP while it starts is not lost") {
    auto o = options();
    o.wait_until_ready = o.hold_to_openapi = false;
    server_process server{o};
    REQUIRE(server.wait_log("listening"));
    server.signal(SIGHUP);
    CHECK(server.wait_log("reloaded", 60s));
}
