// What all tenants share: what one of them uses up the others still have.
#include "held_session.hpp"
#include "mail_world.hpp"
#include "support/eventually.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;

TEST_CASE("a tenant that has the hashing pool flooded is refused, and others sign in meanwhile") {
    tenant_world w{[](json::object& c) {
        section(section(c, "authentication"), "passwordHashing") =
            json::parse(R"({"memoryKiB": 65536, "iterations": 4, "threads": 1, "queue": 8})")
                .as_object();
    }};
    w.provision("acme");
    w.provision("bolt");
    std::vector<tenant_client> flood;
    for (int i = 0; i < 50; ++i) {
        flood.push_back(w.visitor("acme"));
        flood.back().agent.observer = nullptr;
    }
    auto quiet = w.visitor("bolt");
    std::atomic<bool> over{false};
    std::map<std::string, int> told;
    std::thread attack{[&] {
        while (!over) {
            const auto seen = fifty_at_once<std::string>([&](int i) {
                return outcome(flood[static_cast<std::size_t>(i)].post(
                    "/auth/login", w.wrong("nobody" + std::to_string(i))));
            });
            for (const auto& [what, times] : seen) told[what] += times;
        }
    }};
    std::map<std::string, int> served;
    for (int i = 0; i < 10; ++i)
        ++served[outcome(quiet.post("/auth/login", w.credentials("admin")))];
    over = true;
    attack.join();
    CHECK(served == std::map<std::string, int>{{"200", 10}});
    CHECK(told["503 overloaded"] > 0);
    CHECK(told["401 invalid_credentials"] > 0);
}

TEST_CASE("a tenant that asks for more mails than are made is refused, and others' mails go on") {
    mail_world w{[](json::object& c) {
        section(c, "database")["isMultiTenant"] = true;
        section(section(c, "database"), "pool")["statementTimeout"] =
            "5m"; // the row is held longer
    }};
    auto god = w.god();
    for (const auto* name : {"acme", "bolt"})
        REQUIRE(god.post("/tenants/provision", tenant_world::order(name)).status == 201);
    const auto in = [&](const char* tenant) {
        tenant_client c{w.client(), by_header(tenant)};
        c.agent.observer = nullptr;
        return c;
    };
    const auto admin = address("admin@example.com");
    auto acme = in("acme"), bolt = in("bolt");
    holder row{w, "SELECT 1 FROM tenant_acme.users WHERE email = 'admin@example.com' FOR UPDATE"};
    REQUIRE(acme.post(request_reset, admin).status == 202); // its mail waits for the row
    std::vector<tenant_client> flood;
    for (int i = 0; i < 50; ++i) flood.push_back(in("acme"));
    std::map<std::string, int> told;
    for (int round = 0; round < 11; ++round)
        for (const auto& [what, times] : fifty_at_once<std::string>([&](int i) {
                 return outcome(flood[static_cast<std::size_t>(i)].post(
                     request_reset, address("nobody" + std::to_string(i) + "@example.com")));
             }))
            told[what] += times;
    CHECK(told == std::map<std::string, int>{{"202", 499}, {"503 overloaded", 51}});
    CHECK(outcome(acme.post(register_path, w.credentials("eve"))) == "503 overloaded");
    CHECK(outcome(bolt.post(register_path, w.credentials("eve"))) == "200");
    CHECK(outcome(bolt.post(magic, admin)) == "202");
    row.end();
    w.token("magicLink", "admin@example.com");
    w.token("resetPassword", "admin@example.com");
    CHECK(eventually([&] { return outcome(acme.post(magic, admin)) == "202"; }));
}

TEST_CASE("people of the same id, as in a tenant and its restored archive, have a budget each") {
    tenant_world w{[](json::object& c) {
        c["rateLimit"] = json::parse(R"({"byIp": false,
            "privateRoutes": {"window": "24h", "max": 10}})");
    }};
    w.provision("acme");
    w.provision("bolt");
    w.ask("SET session_replication_role = replica; WITH was AS (SELECT id FROM tenant_acme.users), "
          "renamed AS (UPDATE tenant_bolt.users SET id = (SELECT id FROM was)) UPDATE "
          "tenant_bolt.user_roles SET user_id = (SELECT id FROM was)");
    for (const auto* tenant : {"acme", "bolt"}) {
        auto admin = w.signed_in(tenant, "admin");
        std::map<int, int> seen;
        for (int i = 0; i < 12; ++i) ++seen[admin.get("/users").status];
        CHECK(seen == std::map<int, int>{{200, 10}, {429, 2}});
    }
}
