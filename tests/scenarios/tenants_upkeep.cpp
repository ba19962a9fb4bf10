// What is tidied and written down in all schemas, also when one of them is broken or gone.
#include "api_key_world.hpp"
#include "due_rounds.hpp"
#include "held_session.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

/// A program with a key of that tenant's administrator.
tenant_client robot_of(tenant_world& w, const std::string& tenant) {
    auto admin = w.signed_in(tenant, "admin");
    const auto made = admin.post(keys_path, key_asking_for(R"("allowedClaims":["*"])"));
    INFO(made.body);
    REQUIRE(made.status == 201);
    return {program(w.client(), made.text("/data/key")), by_header(tenant)};
}

}

TEST_CASE("a schema whose tables are missing keeps no other from being tidied") {
    auth_world w{[](json::object& c) {
        section(c, "database")["schemas"] = {"main", "second"}; // as tenants, but from the start on
        section(c, "audit")["retentionDays"] = 30;
        section(section(c, "authentication"), "captcha")["enabled"] = true;
    }};
    for (const auto* row :
         {"login_failures VALUES ('somebody', 1, NULL, now() - interval '1 year')",
          "captcha_spent VALUES (1, 1)",
          "idempotency_keys VALUES ('', '', '', '', '', 200, '', '', now() - interval '2 days')",
          "audit_logs (entity_name, operation_type, created_at) VALUES ('of_old', 'x', now() - "
          "interval '100 days')"})
        w.ask("INSERT INTO second." + std::string{row});
    for (const auto* table : {"login_failures", "captcha_spent", "idempotency_keys", "audit_logs"})
        w.ask("DROP TABLE main." + std::string{table} + " CASCADE");
    restart_when_due(w, 4);
    for (const auto* table :
         {"login_failures", "captcha_spent", "idempotency_keys", "audit_logs"}) {
        INFO(table);
        CHECK(eventually(
            [&] { return w.ask("SELECT count(*) FROM second." + std::string{table}) == "0"; }));
    }
    CHECK(w.node().wait_log("one schema was passed over", 4));
}

TEST_CASE("what was counted of keys whose tenant is gone is given up, and the others' is noted") {
    tenant_world w;
    w.provision("acme");
    w.provision("zeta");
    auto theirs = robot_of(w, "acme"), ours = robot_of(w, "zeta");
    const auto uses = [&](const std::string& schema) {
        return std::stoi(w.ask("SELECT sum(usage_count) FROM " + schema + ".api_keys"));
    };
    const auto one_round = [&] {
        const auto before = uses("tenant_zeta");
        REQUIRE(ours.get("/things").status == 200);
        REQUIRE(eventually([&] { return uses("tenant_zeta") == before + 1; }));
    };
    one_round(); // the next one is some seconds away
    const auto before = uses("tenant_acme");
    REQUIRE(theirs.get("/things").status == 200);
    w.ask("ALTER SCHEMA tenant_acme RENAME TO hidden");
    one_round();
    w.ask("ALTER SCHEMA hidden RENAME TO tenant_acme");
    one_round();
    CHECK(uses("tenant_acme") == before);
    REQUIRE(theirs.get("/things").status == 200);
    one_round();
    CHECK(uses("tenant_acme") == before + 1);
}

TEST_CASE("tenants are tidied as soon as a server starts when they are due, else not yet") {
    tenant_world w;
    w.provision("acme");
    w.ask("INSERT INTO tenant_acme.login_failures VALUES ('somebody', 1, NULL, now() - interval '1 "
          "year')");
    const auto left = [&] { return w.ask("SELECT count(*) FROM tenant_acme.login_failures"); };
    w.restart();
    std::this_thread::sleep_for(std::chrono::seconds{2}); // a round begins as the server does
    CHECK(left() == "1");
    restart_when_due(w, 2);
    CHECK(eventually([&] { return left() == "0"; }));
}

TEST_CASE("of several nodes one tidies") {
    auth_world w;
    for (int i = 0; i < 3; ++i) w.add_node();
    const auto begun = [&] {
        return w.ask("SELECT string_agg(work || ' ' || begun_at, ',' ORDER BY work) FROM "
                     "main.upkeep_rounds");
    };
    wait_for_rounds(w, 2);
    const auto before = begun();
    w.add_node();
    std::this_thread::sleep_for(std::chrono::seconds{1});
    CHECK(begun() == before);
}

TEST_CASE("a round that nobody could finish comes again in minutes, not in an hour") {
    auth_world w;
    const auto all_done = [&] {
        return w.ask("SELECT bool_and(done) FROM main.upkeep_rounds") == "t";
    };
    const auto left = [&] { return w.ask("SELECT count(*) FROM main.login_failures"); };
    wait_for_rounds(w, 2);
    REQUIRE(eventually(all_done));
    w.ask(
        "INSERT INTO main.login_failures VALUES ('somebody', 1, NULL, now() - interval '1 year')");
    holder in_the_way{w, "SELECT FROM main.login_failures FOR UPDATE"};
    restart_when_due(w, 2);
    REQUIRE(eventually([&] { return !all_done(); }));
    w.stop_all();
    in_the_way.end();
    w.add_node();
    std::this_thread::sleep_for(std::chrono::seconds{2});
    CHECK(left() == "1");
    w.stop_all();
    w.ask("UPDATE main.upkeep_rounds SET begun_at = begun_at - interval '10 minutes'");
    w.add_node();
    CHECK(eventually([&] { return left() == "0" && all_done(); }));
}

TEST_CASE("what a flood of tries leaves in a tenant is removed within a minute or two") {
    tenant_world w{[](json::object& c) {
        section(section(c, "authentication"), "captcha") =
            json::parse(
                R"({"enabled": true, "forms": ["register"], "types": ["pow"], "maxNumber": 1000})")
                .as_object();
    }};
    w.provision("acme");
    w.provision("bolt");
    const auto left = [&](const std::string& tenant) {
        return w.ask("SELECT count(*) FROM tenant_" + tenant + ".captcha_spent WHERE period = 1");
    };
    for (const auto* schema : {"tenant_acme", "tenant_bolt"})
        w.ask("INSERT INTO " + std::string{schema} + ".captcha_spent VALUES (1, 1)");
    auto acme = w.visitor("acme");
    const auto captcha = solved_captcha(acme, "register");
    CHECK(acme.post("/auth/register", w.credentials("ada", R"(,"captcha":)" + captcha)).status ==
          200);
    CHECK(eventually([&] { return left("acme") == "0"; }, std::chrono::seconds{90}));
    CHECK(left("bolt") == "1"); // where nobody tried it waits for the hour
}
