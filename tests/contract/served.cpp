// Bad plugins in a real server: contained, or the process ends and says which plugin and why.
#include "support/server_process.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

server_options loading(const std::string& name) {
    server_options o;
    o.config = R"({"mode":"development","appId":"contract","plugins":{"directory":")" +
               std::string{CONTRACT_PLUGINS} + R"(","load":[")" + name + R"("]}})";
    return o;
}

/// The log of a server that gave up.
std::string log_of_failure(const std::string& name) {
    auto o = loading(name);
    o.wait_until_ready = false;
    server_process server{std::move(o)};
    CHECK(server.wait_exit(std::chrono::seconds{60}) == 1);
    return server.log();
}

}

TEST_CASE("A handler that throws costs its own request a 500 and nothing else") {
    server_process server{loading("throws_in_handler")};
    auto client = server.client();
    for (int i = 0; i < 3; ++i) {
        const auto failed = client.get("/contract/explode");
        CHECK(failed.status == 500);
        CHECK(failed.code() == "internal_error");
        CHECK_THAT(failed.body, !ContainsSubstring("a detail that no client may see"));
        CHECK(client.get("/contract/calm").status == 200);
    }
    CHECK(server.wait_log("a detail that no client may see"));
}

TEST_CASE("A failure thrown in a plugin becomes its answer") {
    server_process server{loading("good")};
    const auto a = server.client().get("/contract/failure");
    CHECK(a.status == 418);
    CHECK(a.code() == "contract_refused");
}

TEST_CASE("A plugin that cannot start ends the process with its name and reason") {
    CHECK_THAT(log_of_failure("throws_in_start"),
               ContainsSubstring("plugin throws_in_start could not start: the engine is cold"));
}

TEST_CASE("A plugin that does not provide what it declared ends the process") {
    CHECK_THAT(log_of_failure("breaks_promise"),
               ContainsSubstring("plugin breaks_promise could not start: it declares the service "
                                 "unicorn and did not provide it"));
}

TEST_CASE("A migration that PostgreSQL refuses ends the process with plugin, version and reason") {
    const auto log = log_of_failure("bad_migration");
    CHECK_THAT(log, ContainsSubstring("bad_migration") && ContainsSubstring("2") &&
                        ContainsSubstring("no_such_column"));
}

TEST_CASE("check-config and serve refuse a wrong fingerprint with exit code 1") {
    const temp_folder folder;
    const auto file = folder.write("config.json", loading("wrong_fingerprint").config);
    for (const auto& arguments : {std::vector<std::string>{"check-config", "--config", file},
                                  std::vector<std::string>{"--config", file}}) {
        const auto done = run_nucleusd(arguments);
        CHECK(done.code == 1);
        CHECK_THAT(done.out + done.err, ContainsSubstring("SDK version 99"));
    }
}
