// Making tenants: by a godmin, many at once, with what is wrong told.
#include "support/eventually.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

std::string availability(http_client& c, const std::string& name) {
    const auto a = c.get("/tenants/check-subdomain/" + name);
    if (a.status != 200) return outcome(a);
    return a.at("/data/available") == true ? "available" : a.text("/data/reason");
}

}

TEST_CASE("a godmin makes a tenant, whose administrator may do everything in it") {
    tenant_world w;
    auto god = w.god();
    const auto made =
        god.post("/tenants/provision", w.order("Acme-Works", R"(,"plan":"small","maxUsers":7)"));
    REQUIRE(made.status == 201);
    const auto id = made.text("/data/tenant/id");
    CHECK(made.header("Location") == "/tenants/" + id);
    CHECK(made.text("/data/tenant/subdomain") == "acme-works");
    CHECK(made.text("/data/tenant/schemaName") == "tenant_acme_works");
    CHECK(made.text("/data/tenant/status") == "active");
    CHECK(made.text("/data/tenant/plan") == "small");
    CHECK(made.at("/data/tenant/maxUsers") == 7);
    CHECK(made.text("/data/admin/email") == "admin@example.com");
    CHECK(made.at("/data/generatedPassword").is_null());
    CHECK(w.ask("SELECT admin_password_hash IS NULL FROM main.tenants") == "t");

    auto admin = w.signed_in("acme-works", "admin");
    const auto me = admin.get("/auth/me");
    CHECK(me.at("/data/roles") == json::parse(R"(["admin"])"));
    CHECK(me.at("/data/user/isGod") == false);
    CHECK(admin.post("/things", R"({"code":"first"})").status == 201);
    CHECK(admin.get("/users").status == 200);
    CHECK(admin.get("/vaults").status == 200);

    const auto shown = god.get("/tenants/" + id);
    REQUIRE(shown.status == 200);
    std::vector<std::string> events;
    const auto told = shown.at("/data/events");
    for (const auto& e : told.as_array()) events.emplace_back(e.at("eventType").as_string());
    REQUIRE(events.size() > 3);
    CHECK(events.front() == "provisioned");
    CHECK(events.back() == "requested");
    CHECK(std::ranges::count(events, "migrated") == std::ssize(events) - 2);
    CHECK(shown.at("/data/features").as_array().size() == 2);
    CHECK(shown.at("/data/features/0/name") == "export");
    CHECK(shown.at("/data/features/0/config/rows") == 10);
}

TEST_CASE("features of a tenant are the plan's, and above them its own, which a godmin gives") {
    tenant_world w;
    const auto id = w.provision("acme", R"(,"plan":"small")");
    auto god = w.god();
    const auto give = [&](const std::string& feature) {
        return god.post("/tenantFeatures", R"({"tenantId":")" + id + "\"," + feature + "}").status;
    };
    CHECK(give(R"("featureName":"themes","enabled":false)") == 201);
    CHECK(give(R"("featureName":"export","config":{"rows":99})") == 201);
    CHECK(give(R"("featureName":"beta","config":{})") == 201);
    CHECK(give(R"("featureName":"beta","config":{})") == 409);
    CHECK(god.get("/tenants/" + id).at("/data/features") ==
          json::parse(R"([{"name":"beta","config":{}},{"name":"export","config":{"rows":99}}])"));
    auto admin = w.signed_in("acme", "admin");
    CHECK(outcome(admin.get("/tenantFeatures")) == "404 not_found");
    CHECK(outcome(w.member("ada").get("/tenantFeatures")) == "403 forbidden");
}

TEST_CASE("a password that nobody gave is made up and shown once") {
    tenant_world w;
    auto god = w.god();
    const auto made = god.post("/tenants/provision", R"({"subdomain":"acme","companyName":"Acme",
        "adminEmail":"Boss@Example.com"})");
    REQUIRE(made.status == 201);
    const auto given = made.text("/data/generatedPassword");
    CHECK(given.size() >= 8);
    CHECK(made.text("/data/admin/email") == "boss@example.com");
    CHECK(w.visitor("acme")
              .post("/auth/login", R"({"email":"boss@example.com","password":)" +
                                       json::serialize(json::string{given}) + "}")
              .status == 200);
    CHECK(god.get("/tenants/" + made.text("/data/tenant/id")).body.find(given) ==
          std::string::npos);
}

TEST_CASE("whether a subdomain can be had") {
    tenant_world w;
    w.provision("acme");
    w.ask("CREATE SCHEMA tenant_legacy");
    auto c = w.client();
    CHECK(availability(c, "bolt") == "available");
    CHECK(availability(c, "BOLT") == "available");
    CHECK(availability(c, "acme") == "taken");
    CHECK(availability(c, "Acme") == "taken");
    CHECK(availability(c, "legacy") == "taken"); // somebody else's schema
    for (const auto* name : {"www", "admin", "intranet", "adm1n"})
        CHECK(availability(c, name) == "reserved");
    for (const auto* name : {"ab", "-ab", "ab-", "a_b", "a.b", "xn--bcher-kva", "b%C3%BCcher",
                             "%D0%B0cme", "a%20b", "a%2Fb", "tenant'--"})
        CHECK(availability(c, name) == "malformed");
    CHECK(availability(c, std::string(56, 'a')) == "available");
    CHECK(availability(c, std::string(57, 'a')) == "malformed");
}

TEST_CASE("asking for subdomains draws on the budget of what is public, not on that of sign-ins") {
    tenant_world w{[](json::object& c) {
        c["rateLimit"] = json::parse(R"({"authRoutes": {"window": "24h", "max": 1},
                                         "publicRoutes": {"window": "24h", "max": 5}})");
    }};
    auto c = w.client();
    for (int i = 0; i < 5; ++i) CHECK(availability(c, "bolt") == "available");
    CHECK(availability(c, "bolt") == "429 rate_limited");
}

TEST_CASE("of fifty who want one name one gets it, by whatever way and in whatever case") {
    tenant_world w;
    w.add_node();
    auto god = w.god();
    const auto cookies = god.cookies;
    const auto outcomes = fifty_at_once<std::string>([&](int i) {
        http_client c{w.node(static_cast<std::size_t>(i % 2)).port()};
        if (i % 3 == 0) return outcome(c.post("/tenants/self-signup", w.signup("acme")));
        c.cookies = cookies;
        return outcome(c.post("/tenants/provision", w.order(i % 3 == 1 ? "acme" : "ACME")));
    });
    CHECK(outcomes == std::map<std::string, int>{{"201", 1}, {"409 subdomain_taken", 49}});
    CHECK(w.state_of("acme") == "active true");
    CHECK(w.ask("SELECT count(*) FROM main.tenants") == "1");
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.users") == "1");
}

TEST_CASE("only a godmin provisions, looks and changes; nobody else, in main or in a tenant") {
    tenant_world w;
    const auto id = w.provision("acme");
    auto anyone = w.client();
    auto member = w.member("ada");
    auto admin = w.signed_in("acme", "admin");
    auto stray = w.client();
    stray.cookies = admin.agent.cookies;
    const std::pair<const char*, std::string> endpoints[] = {
        {"POST", "/tenants/provision"},
        {"GET", "/tenants"},
        {"GET", "/tenants/" + id},
        {"POST", "/tenants/" + id + "/suspend"},
        {"POST", "/tenants/" + id + "/reactivate"},
        {"DELETE", "/tenants/" + id},
        {"POST", "/tenants/query"}};
    for (const auto& [method, path] : endpoints) {
        INFO(method << ' ' << path);
        const auto body = std::string{method} == "POST" ? "{}" : "";
        CHECK(outcome(anyone.send(method, path, body)) == "401 unauthenticated");
        CHECK(outcome(stray.send(method, path, body)) == "401 unauthenticated");
        CHECK(outcome(member.send(method, path, body)) == "403 forbidden");
        CHECK(outcome(admin.agent.send(method, path, body, by_header("acme"))) == "404 not_found");
    }
    CHECK(w.state_of("acme") == "active true");
    const auto list = w.god().get("/tenants");
    CHECK(list.text("/data/items/0/subdomain") == "acme");
    CHECK(list.body.find("assword") == std::string::npos);
}

TEST_CASE("what is wrong with an order is told at once, and nothing is left of it") {
    tenant_world w;
    auto god = w.god();
    const auto told = [&](const std::string& body) {
        return faults(god.post("/tenants/provision", body));
    };
    using list = std::map<std::string, std::string>;
    CHECK(told("{}") == list{{"/subdomain", "required"},
                             {"/companyName", "required"},
                             {"/adminEmail", "required"}});
    CHECK(told(R"({"subdomain":"a_b","companyName":" ","adminEmail":"x","plan":"gold",
                   "maxUsers":0,"god":true})") == list{{"/subdomain", "malformed"},
                                                       {"/companyName", "too_short"},
                                                       {"/adminEmail", "malformed"},
                                                       {"/plan", "unknown"},
                                                       {"/maxUsers", "too_small"},
                                                       {"/god", "unknown_field"}});
    CHECK(told(w.order("www")) == list{{"/subdomain", "reserved"}});
    // Names are listed in terminals.
    CHECK(told(R"({"subdomain":"acme","companyName":"A\u001b[2J","adminEmail":"a@example.com"})") ==
          list{{"/companyName", "pattern"}});
    // What only the rules for passwords can tell, with all the rest.
    const auto weak = told(R"({"subdomain":"a_b","adminEmail":"a@example.com",
                               "adminPassword":"short","plan":"gold"})");
    for (const auto* field : {"/subdomain", "/companyName", "/adminPassword", "/plan"})
        CHECK(weak.contains(field));
    CHECK(weak.size() == 4);
    const auto signup = faults(w.client().post("/tenants/self-signup", R"({"subdomain":"acme",
        "companyName":"A","email":"a@example.com","password":"short"})"));
    CHECK(signup.contains("/password"));
    CHECK(outcome(god.post("/tenants/provision", "{")) == "400 malformed_json");
    CHECK(outcome(god.post("/tenants/provision", "")) == "400 malformed_json");
    CHECK(
        god.post("/tenants/provision", w.order("acme"), {{"Content-Type", "text/plain"}}).status ==
        415);
    CHECK(w.ask("SELECT count(*) FROM main.tenants") == "0");
    CHECK(w.ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant%'") == "0");
}

TEST_CASE("ids that are none, or nobody's, are told for what they are") {
    tenant_world w;
    auto god = w.god();
    const std::string nobody = "01a4c0de-0000-7000-8000-000000000000";
    for (const auto& [id, expected] :
         {std::pair{std::string{"x"}, "400 malformed_id"}, std::pair{nobody, "404 not_found"}}) {
        CHECK(outcome(god.get("/tenants/" + id)) == expected);
        CHECK(outcome(god.post("/tenants/" + id + "/suspend", "{}")) == expected);
        CHECK(outcome(god.post("/tenants/" + id + "/reactivate", "")) == expected);
        CHECK(outcome(god.del("/tenants/" + id)) == expected);
    }
    const auto id = w.provision("acme");
    CHECK(faults(god.post("/tenants/" + id + "/suspend", R"({"why":"x"})")).contains("/why"));
    CHECK(outcome(god.post("/tenants/" + id + "/suspend", "[")) == "400 malformed_json");
    CHECK(outcome(god.get("/tenants/" + id + "?x=1")) == "400 invalid_query");
    CHECK(w.state_of("acme") == "active true");
}

TEST_CASE("tenants are listed with the query API") {
    tenant_world w;
    for (const auto* name : {"acme", "bolt", "cord"}) w.provision(name);
    auto god = w.god();
    const auto found = god.get("/tenants?limit=1&sort=%5B%7B%22field%22%3A%22subdomain%22%2C%22"
                               "direction%22%3A%22desc%22%7D%5D");
    REQUIRE(found.status == 200);
    CHECK(found.text("/data/items/0/subdomain") == "cord");
    CHECK(found.at("/data/meta/totalItems") == 3);
    const auto one = god.post("/tenants/query", R"({"filters":[{"field":"subdomain",
        "operator":"eq","value":"bolt"}]})");
    CHECK(one.at("/data/items").as_array().size() == 1);
}

TEST_CASE("a tenant that cannot be made is taken back, and its name is free again") {
    tenant_world w;
    // As an operator's mistake would: nobody may make schemas of this name.
    w.ask("CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS "
          "(SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'tenant_acme') "
          "THEN RAISE 'not this one'; END IF; END $$");
    w.ask("CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA') EXECUTE "
          "FUNCTION refuse()");
    auto god = w.god();
    CHECK(outcome(god.post("/tenants/provision", w.order("acme"))) == "500 provisioning_failed");
    CHECK(w.state_of("acme") == "none false");
    CHECK(w.node().wait_log("nothing of it is left"));
    w.provision("bolt"); // nobody else is held up
    w.ask("DROP EVENT TRIGGER refuse");
    CHECK(w.provision("acme").size() == 36);
    CHECK(w.signed_in("acme", "admin").get("/users").status == 200);
}

TEST_CASE("one that can neither be made nor taken back has failed, until somebody deletes it") {
    tenant_world w;
    w.ask("CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF "
          "tg_tag = 'DROP SCHEMA' OR EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE "
          "object_identity LIKE 'tenant_acme.%') THEN RAISE 'not here'; END IF; END $$");
    w.ask("CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP "
          "SCHEMA') EXECUTE FUNCTION refuse()");
    auto god = w.god();
    CHECK(outcome(god.post("/tenants/provision", w.order("acme"))) == "500 provisioning_failed");
    CHECK(w.state_of("acme") == "failed true");
    const auto id = w.ask("SELECT id FROM main.tenants");
    const auto shown = god.get("/tenants/" + id);
    CHECK(shown.text("/data/tenant/status") == "failed");
    CHECK(shown.text("/data/tenant/lastError").find("not here") != std::string::npos);
    CHECK(outcome(w.visitor("acme").get("/things")) == "404 unknown_tenant");
    CHECK(outcome(god.post("/tenants/" + id + "/reactivate", "")) == "409 tenant_not_ready");
    w.ask("DROP EVENT TRIGGER refuse");
    const auto gone = god.del("/tenants/" + id);
    CHECK(gone.status == 200); // there is nothing to keep for a month
    CHECK(gone.text("/data/removedAfter") == gone.text("/data/tenant/deletedAt"));
    CHECK(eventually([&] { return w.state_of("acme") == "none false"; }));
    w.provision("acme");
}

TEST_CASE("those come first whom somebody answers for, and then those who have waited longest") {
    tenant_world w;
    w.provision("acme");
    const auto made_like_acme = [](const std::string& name, const std::string& proven,
                                   const std::string& age) {
        return "('" + name + "', " + proven + ", interval '" + age + "')";
    };
    w.ask("INSERT INTO main.tenants (id, company_id, subdomain, schema_name, god_admin_email, "
          "admin_password_hash, plan, address_proven, created_at, claimed_until) SELECT "
          "gen_random_uuid(), gen_random_uuid(), w.name, 'tenant_' || w.name, 'a@example.com', "
          "'', 'free', w.proven, now() - w.age, CASE WHEN w.name = 'left' THEN now() - interval "
          "'1 s' END FROM (VALUES " +
          made_like_acme("stranger", "false", "3 h") + ", " +
          made_like_acme("late", "true", "1 h") + ", " + made_like_acme("left", "true", "2 h") +
          ") AS w (name, proven, age)");
    const auto made = [&] {
        return w.ask("SELECT string_agg(subdomain, ' ' ORDER BY provisioned_at) FROM main.tenants "
                     "WHERE provisioned_at IS NOT NULL");
    };
    CHECK(eventually([&] { return made() == "acme left late stranger"; }));
}

TEST_CASE("an order outlives its client, and is waited for no longer than a request may take") {
    tenant_world w{
        [](json::object& c) { section(section(c, "server"), "timeouts")["request"] = "1s"; }};
    auto god = w.god();
    // Somebody holds the lock of the schema's migrations for a while.
    std::thread holder{[&] {
        w.ask("BEGIN; SELECT pg_advisory_xact_lock(hashtext('nucleus.migrations'), "
              "hashtext('tenant_acme')); SELECT pg_sleep(3); COMMIT");
    }};
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    const auto accepted = god.post("/tenants/provision", w.order("acme"));
    CHECK(accepted.status == 202);
    CHECK(accepted.text("/data/tenant/status") == "provisioning");
    CHECK(outcome(w.visitor("acme").get("/things")) == "404 unknown_tenant");
    CHECK(outcome(god.post("/tenants/" + accepted.text("/data/tenant/id") + "/suspend", "")) ==
          "409 tenant_not_ready");
    holder.join();
    CHECK(eventually([&] { return w.state_of("acme") == "active true"; }));
    CHECK(w.signed_in("acme", "admin").get("/users").status == 200);
}
