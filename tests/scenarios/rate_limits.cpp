// Budgets of addresses, here and on all nodes together.
#include "limits_world.hpp"
#include <catch2/generators/catch_generators.hpp>
#include <csignal>

using namespace nucleus::testing;

namespace {

/// Fifty at once, every other one on the second node.
tallies fifty_on_both(auth_world& w, const std::string& address) {
    return fifty_at_once<int>([&](int i) {
        http_client c{w.node(static_cast<std::size_t>(i % 2)).port()};
        return ask(c, address).status;
    });
}

std::string strategy(const std::string& name, const std::string& more = {}) {
    return R"({"shared":true,"failClosed":true,"strategy":")" + name + "\"" + more + "}";
}

void reload(auth_world& w, std::size_t node, int times) {
    w.node(node).write_config(json::serialize(w.config()));
    w.node(node).signal(SIGHUP);
    REQUIRE(w.node(node).wait_log("reloaded", times));
}

const std::string rows = "SELECT count(*) FROM main.rate_limit_counts";

}

TEST_CASE("two nodes share a budget to the last request") {
    auto w = limited(strategy(GENERATE("sliding-window", "fixed-window", "token-bucket")));
    w.add_node();
    fifty_on_both(w, "10.0.0.1"); // opens the connections
    int decided = 0;
    for (int round = 0; round < race_rounds; ++round) {
        auto seen = fifty_on_both(w, "10.0.1." + std::to_string(round));
        CHECK(seen[404] <= 10);
        CHECK(seen[404] + seen[429] + seen[503] == 50);
        if (seen[503] > 0) continue; // the machine was too slow for an answer in time
        CHECK(seen[404] == 10);
        ++decided;
    }
    CHECK(decided > 0);
}

TEST_CASE("without sharing each node has a budget of its own") {
    auto w = limited("{}");
    w.add_node();
    auto first = w.client(), second = w.node(1).client();
    CHECK(statuses(first, "10.0.0.1", 12) == tallies{{404, 10}, {429, 2}});
    CHECK(statuses(second, "10.0.0.1", 12) == tallies{{404, 10}, {429, 2}});
    CHECK(w.ask(rows) == "0");
}

TEST_CASE("what clients are told is the same, whoever counts") {
    auto w = limited(
        GENERATE(R"({"shared":true,"strategy":"fixed-window"})", R"({"strategy":"fixed-window"})"));
    auto c = w.client();
    for (int left = 9; left >= 0; --left) {
        const auto granted = ask(c, "10.0.0.1");
        CHECK(granted.header("RateLimit-Limit") == "10");
        CHECK(granted.header("RateLimit-Remaining") == std::to_string(left));
        CHECK(granted.header("Retry-After").empty());
    }
    const auto refused = ask(c, "10.0.0.1");
    CHECK(outcome(refused) == "429 rate_limited");
    CHECK(refused.header("RateLimit-Remaining") == "0");
    const auto wait = std::stoi(refused.header("Retry-After"));
    CHECK(wait > 0);
    CHECK(wait <= 86'400);
    CHECK(std::abs(std::stoi(refused.header("RateLimit-Reset")) - wait) <= 1);
    CHECK(ask(c, "10.0.0.2").header("RateLimit-Remaining") == "9");
}

TEST_CASE("what was refused is not asked for again until then") {
    auto w = limited(R"({"shared":true})");
    auto c = w.client();
    CHECK(statuses(c, "10.0.0.1", 11) == tallies{{404, 10}, {429, 1}});
    w.ask("DELETE FROM main.rate_limit_counts");
    CHECK(statuses(c, "10.0.0.1", 20) == tallies{{429, 20}});
    CHECK(w.ask(rows) == "0");
}

TEST_CASE("a block holds on all nodes") {
    auto w = limited(R"({"shared":true,"strategy":"token-bucket",
        "publicRoutes":{"window":"1s","max":2,"block":"1h"}})");
    w.add_node();
    auto first = w.client(), second = w.node(1).client();
    for (int i = 0; i < 200 && ask(first, "10.0.0.1").status != 429; ++i) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds{1500}); // the bucket is full again
    const auto there = ask(second, "10.0.0.1");
    CHECK(there.status == 429);
    CHECK(std::stoi(there.header("Retry-After")) > 3000);
    CHECK(ask(first, "10.0.0.1").status == 429);
    CHECK(ask(second, "10.0.0.2").status == 404);
}

TEST_CASE("each endpoint may have a budget of its own on all nodes") {
    auto w = limited(R"({"shared":true,"byEndpoint":true,"authRoutes":{"window":"24h","max":3}})");
    w.add_node();
    const auto tries = [&](const std::string& path, const std::string& body) {
        tallies seen;
        for (std::size_t i = 0; i < 8; ++i) {
            auto c = w.node(i % 2).client();
            ++seen[c.post(path, body, from("10.0.0.1")).status];
        }
        return seen;
    };
    CHECK(tries("/auth/login", auth_world::wrong("nobody")) == tallies{{401, 3}, {429, 5}});
    CHECK(tries("/auth/refresh", R"({"refreshToken":"none"})") == tallies{{401, 3}, {429, 5}});
}

TEST_CASE("where only failures count, all nodes count them") {
    auto w = limited(R"({"shared":true,"skipSuccessfulRequests":true,
        "privateRoutes":{"window":"24h","max":4},"authRoutes":{"window":"24h","max":1000}})");
    w.add_node();
    auto first = w.member("ada");
    auto second = w.node(1).client();
    second.cookies = first.cookies;
    for (int i = 0; i < 8; ++i) {
        CHECK(first.get("/auth/me").status == 200);
        CHECK(second.get("/auth/me").status == 200);
    }
    for (int i = 0; i < 2; ++i) {
        CHECK(first.get("/vaults").status == 403);
        CHECK(second.get("/vaults").status == 403);
    }
    CHECK(first.get("/auth/me").status == 429);
    CHECK(second.get("/auth/me").status == 429);
}

TEST_CASE("where only failures count, fifty at once are held to the limit, too") {
    const bool together = GENERATE(false, true);
    auto w = limited(
        R"({"skipSuccessfulRequests":true,"authRoutes":{"window":"24h","max":10},"shared":)" +
        std::string{together ? "true" : "false"} + R"(,"failClosed":true})");
    w.add_node();
    const auto attempt = [&](int i, const std::string& address) {
        // This node alone counts, or both do.
        http_client c{w.node(together ? static_cast<std::size_t>(i % 2) : 0).port()};
        return c
            .post("/auth/login", auth_world::wrong("n" + std::to_string(i) + address),
                  from(address))
            .status;
    };
    int decided = 0;
    for (int round = 0; round < race_rounds / 10; ++round) {
        const auto address = "10.0.2." + std::to_string(round);
        auto seen = fifty_at_once<int>([&](int i) { return attempt(i, address); });
        CHECK(seen[401] <= 10);
        CHECK(seen[401] + seen[429] + seen[503] == 50);
        if (seen[503] > 0) continue; // the machine was too slow for an answer in time
        CHECK(seen[401] == 10);
        ++decided;
    }
    CHECK(decided > 0);
}

TEST_CASE("where only failures count, successes leave nothing behind, however many at once") {
    const auto how = GENERATE("sliding-window", "fixed-window", "token-bucket");
    const bool together = GENERATE(false, true);
    auto w = limited(std::string{R"({"skipSuccessfulRequests":true,"strategy":")"} + how +
                     R"(","authRoutes":{"window":"24h","max":1000},)"
                     R"("privateRoutes":{"window":"24h","max":50},"shared":)" +
                     (together ? "true}" : "false}"));
    auto ada = w.member("ada");
    for (int round = 0; round < race_rounds / 10; ++round) {
        auto seen = fifty_at_once<int>([&](int) {
            http_client c{w.node().port()};
            c.cookies = ada.cookies;
            return c.get("/auth/me").status;
        });
        CHECK(seen == tallies{{200, 50}});
    }
    tallies failures;
    for (int i = 0; i < 51; ++i) ++failures[ada.get("/vaults").status];
    CHECK(failures == tallies{{403, 50}, {429, 1}});
}

TEST_CASE("a network of IPv6 is one client, and an address of IPv4 however it is written") {
    auto w = limited(GENERATE(R"({"shared":true})", "{}"));
    auto c = w.client();
    for (int i = 0; i < 10; ++i) CHECK(ask(c, "2001:db8:1:2::" + std::to_string(i)).status == 404);
    CHECK(ask(c, "2001:db8:1:2:ffff::1").status == 429);
    CHECK(ask(c, "[2001:db8:1:2::99]:4711").status == 429);
    CHECK(ask(c, "2001:db8:1:3::1").status == 404);
    for (int i = 0; i < 10; ++i)
        CHECK(ask(c, i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1").status == 404);
    CHECK(ask(c, "::ffff:192.0.2.1").status == 429);
    CHECK(ask(c, "192.0.2.1:80").status == 429);
    CHECK(ask(c, "192.0.2.2").status == 404);
}

TEST_CASE("a client that is no trusted proxy cannot say where it comes from") {
    const auto shared = GENERATE(true, false);
    auth_world w{[&](json::object& c) {
        c["rateLimit"] = {{"shared", shared}, {"publicRoutes", {{"window", "24h"}, {"max", 10}}}};
    }};
    auto c = w.client();
    tallies seen;
    for (int i = 0; i < 15; ++i) ++seen[ask(c, "10.0.0." + std::to_string(i)).status];
    CHECK(seen == tallies{{404, 10}, {429, 5}});
}

TEST_CASE("when the count cannot be reached, it is as failClosed says") {
    const bool closed = GENERATE(true, false);
    private_postgres database;
    auto w = limited(closed ? R"({"shared":true,"failClosed":true})" : R"({"shared":true})",
                     database.dsn());
    auto c = w.client();
    CHECK(statuses(c, "10.0.0.1", 4) == tallies{{404, 4}});
    database.stop();
    if (closed) {
        const auto refused = ask(c, "10.0.0.1");
        CHECK(outcome(refused) == "503 rate_limit_unavailable");
        CHECK(refused.header("Retry-After") == "1");
        CHECK(c.get("/livez").status == 200); // is not counted
    } else {                                  // this node goes on from what it has seen itself
        CHECK(statuses(c, "10.0.0.1", 9) == tallies{{404, 6}, {429, 3}});
        CHECK(statuses(c, "10.0.0.2", 12) == tallies{{404, 10}, {429, 2}});
    }
    database.start();
    REQUIRE(w.node().wait_ready());
    bool back = false;
    for (int i = 0; i < 200 && !back; ++i) {
        ask(c, "10.0.0.3");
        back = w.ask("SELECT count(*) > 1 FROM main.rate_limit_counts") == "t";
        if (!back) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    CHECK(back);
}

TEST_CASE("sharing and budgets change while the server runs") {
    auto w = limited("{}");
    w.add_node();
    auto first = w.client(), second = w.node(1).client();
    CHECK(statuses(first, "10.0.0.1", 12) == tallies{{404, 10}, {429, 2}});
    auto& rules = section(w.config(), "rateLimit");
    rules["shared"] = true;
    section(rules, "publicRoutes")["max"] = 6;
    reload(w, 0, 1);
    reload(w, 1, 1);
    auto both = statuses(first, "10.0.0.1", 4);
    CHECK(both == tallies{{404, 4}});
    CHECK(statuses(second, "10.0.0.1", 4) == tallies{{404, 2}, {429, 2}});
    section(rules, "publicRoutes")["max"] = 7; // a budget that was changed begins anew
    reload(w, 1, 2);
    CHECK(statuses(second, "10.0.0.1", 8) == tallies{{404, 7}, {429, 1}});
}

TEST_CASE("the table tells nobody who was counted, and forgets what is over") {
    auto w = limited(R"({"shared":true})");
    auto c = w.client();
    CHECK(statuses(c, "203.0.113.77", 3) == tallies{{404, 3}});
    (void)c.post("/auth/login", auth_world::wrong("ada"), from("203.0.113.77"));
    const auto dump = w.ask("SELECT string_agg(r::text || encode(r.key, 'escape'), ' ') FROM "
                            "main.rate_limit_counts r");
    CHECK(w.ask("SELECT count(*) >= 3 AND bool_and(octet_length(key) = 16) FROM "
                "main.rate_limit_counts") == "t");
    for (const auto* secret : {"203.0.113", "cb00714d", "example", "6164614065"})
        CHECK(dump.find(secret) == dump.npos);
    w.ask("UPDATE main.rate_limit_counts SET expires_at = now() - interval '1 second'");
    w.restart();
    for (int i = 0; i < 500 && w.ask(rows) != "0"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    CHECK(w.ask(rows) == "0");
}
