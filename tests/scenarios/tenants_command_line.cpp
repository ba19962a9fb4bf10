// nucleusd tenant: beside a server that runs, and without one.
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

/// Tenants of a database, from the command line.
struct shell {
    explicit shell(tenant_world& w)
        : world{w}
        , file{folder.write("config.json", json::serialize(w.config())).string()} {}
    finished run(std::vector<std::string> verb, std::string_view input = {}) const {
        verb.insert(verb.begin(), "tenant");
        return any(std::move(verb), input);
    }
    finished any(std::vector<std::string> verb, std::string_view input = {}) const {
        verb.insert(verb.end(), {"--config", file});
        return run_nucleusd(verb, world.environment(), input);
    }
    tenant_world& world;
    temp_folder folder;
    std::string file;
};

std::vector<std::string> provisioning(const char* name) {
    return {"provision", name, "--company", "Acme", "--email", "admin@example.com"};
}
std::string with_newline(const char* text) { return std::string{text} + "\n"; }

}

TEST_CASE("a tenant is made, listed, suspended, taken back and removed while a server runs") {
    tenant_world w;
    const shell sh{w};
    const auto made = sh.run(provisioning("acme"), with_newline(password));
    INFO(made.err);
    REQUIRE(made.code == 0);
    const auto id = w.ask("SELECT id FROM main.tenants");
    CHECK(made.out == id + "\n");
    auto admin = w.signed_in("acme", "admin");
    CHECK(admin.get("/users").status == 200);

    auto list = sh.run({"list"});
    CHECK(list.code == 0);
    CHECK(list.out == "acme  active  free  " + id + "  Acme\n");
    const auto told = json::parse(sh.run({"list", "--json"}).out);
    CHECK(told.at(0).at("schema") == "tenant_acme");

    const auto shown = sh.run({"show", "acme"});
    CHECK(shown.code == 0);
    for (const auto* part : {"subdomain       acme\n", "state           active\n",
                             "administrator   admin@example.com\n", "max users       the plan's\n"})
        CHECK(shown.out.find(part) != std::string::npos);
    CHECK(shown.out.find("confirm before") == std::string::npos);
    w.ask("UPDATE main.tenants SET confirm_before = '2126-01-02 03:04:05Z'");
    CHECK(sh.run({"show", "acme"}).out.find("confirm before  2126-01-02T03:04:05Z, or it is") !=
          std::string::npos);
    CHECK(json::parse(sh.run({"list", "--json"}).out).at(0).at("confirmBefore") ==
          "2126-01-02T03:04:05Z");

    CHECK(sh.run({"suspend", "acme", "--reason", "unpaid"}).code == 0);
    const auto detail = json::parse(sh.run({"show", id, "--json"}).out);
    CHECK(detail.at("status") == "suspended");
    CHECK(detail.at("suspendedReason") == "unpaid");
    CHECK(detail.at("email") == "admin@example.com");
    CHECK(detail.at("features").as_array().empty());
    for (int i = 0; i < 1000 && admin.get("/users").status != 403; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    CHECK(outcome(admin.get("/users")) == "403 tenant_suspended");
    CHECK(sh.run({"list"}).out.starts_with("acme  suspended"));
    CHECK(sh.run({"reactivate", id}).code == 0);
    for (int i = 0; i < 1000 && admin.get("/users").status != 200; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    CHECK(admin.get("/users").status == 200);

    const auto gone = sh.run({"delete", "acme", "--json"});
    CHECK(gone.code == 0);
    const std::string when{json::parse(gone.out).at(0).at("removedAfter").as_string()};
    CHECK(gone.err.find("removed with all its data after " + when) != std::string::npos);
    CHECK(w.ask("SELECT date_trunc('ms', deleted_at + interval '30 days') = date_trunc('ms', '" +
                when + "'::timestamptz) FROM main.tenants") == "t");
    CHECK(sh.run({"show", "acme"}).out.find("removed after   " + when) != std::string::npos);
    CHECK(sh.run({"list"}).out.starts_with("acme  to be deleted"));
    CHECK(w.state_of("acme") == "active true");
    CHECK(sh.run({"delete", "acme", "--now"}).code == 0);
    CHECK(w.state_of("acme") == "none false");
    CHECK(sh.run({"list"}).out.empty());
}

TEST_CASE("plan, limit and name of a tenant are changed under a server that runs") {
    tenant_world w{[](json::object& c) { c["audit"] = json::object{}; }};
    const auto id = w.provision("acme", R"(,"maxUsers":2)");
    const shell sh{w};
    w.registered("acme", "ada");
    auto visitor = w.visitor("acme");
    // A refusal tells that this node has read the tenant anew: nobody is let in by it.
    CHECK(outcome(visitor.post("/auth/register", w.credentials("bob"))) ==
          "403 user_limit_reached");
    const auto change = [&](std::vector<std::string> what, const std::string& tenant = "acme") {
        what.insert(what.begin(), {"change", tenant});
        return sh.run(what);
    };
    const auto raised = change({"--max-users", "3", "--company", " Acme & Sons "});
    INFO(raised.err);
    REQUIRE(raised.code == 0);
    CHECK(raised.out == "acme  active  free  " + id + "  Acme & Sons\n");
    std::string let_in;
    for (int i = 0; i < 1000 && let_in != "200"; ++i) {
        let_in = outcome(visitor.post("/auth/register", w.credentials("bob")));
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    CHECK(let_in == "200");
    CHECK(outcome(w.visitor("acme").post("/auth/register", w.credentials("eve"))) ==
          "403 user_limit_reached");
    CHECK(change({"--max-users", "none", "--plan", "large"}, id).code == 0);
    for (int i = 0; i < 1000 && let_in != "200 eve"; ++i) {
        let_in = outcome(w.visitor("acme").post("/auth/register", w.credentials("eve"))) + " eve";
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    CHECK(let_in == "200 eve");
    CHECK(w.ask("SELECT plan || ' ' || (max_users IS NULL) FROM main.tenants") == "large true");

    CHECK(change({"--plan", "large"}).code == 0); // as it is: nothing happens
    CHECK(w.ask("SELECT string_agg((event_data ->> 'from') || ' -> ' || (event_data ->> 'to'), "
                "E'\\n' ORDER BY id) FROM main.tenant_events WHERE event_type = 'changed' AND "
                "performed_by = 'command line'") ==
          R"({"plan": "free", "maxUsers": 2, "companyName": "Company acme"} -> )"
          R"({"plan": "free", "maxUsers": 3, "companyName": "Acme & Sons"})"
          "\n"
          R"({"plan": "free", "maxUsers": 3, "companyName": "Acme & Sons"} -> )"
          R"({"plan": "large", "companyName": "Acme & Sons"})");
    CHECK(w.ask("SELECT count(*) || ' ' || min(new_values ->> 'plan') FROM main.audit_logs WHERE "
                "operation_type = 'CHANGE' AND entity_name = 'tenants' AND entity_id = '" +
                id + "'") == "2 free");
    const auto unknown = change({"--plan", "gold"});
    CHECK(unknown.code == 1);
    CHECK(unknown.err.find("the plan must be one of free, small, large") != std::string::npos);
    CHECK(change({"--company", " "}).code == 1);
    CHECK(change({"--plan", "small"}, "zeta").code == 1);
    CHECK(change({}).code == 2);
    for (const auto* wrong : {"0", "-1", "many", "99999999999"})
        CHECK(change({"--max-users", wrong}).code == 2);
    CHECK(w.ask("SELECT plan FROM main.tenants") == "large");
    CHECK(sh.run({"suspend", "acme"}).code == 0);
    CHECK(change({"--plan", "small"}).code == 0);
    CHECK(sh.run({"list"}).out.starts_with("acme  suspended  small"));
}

TEST_CASE("without a server the command line makes it by itself, with a password it makes up") {
    tenant_world w;
    const shell sh{w};
    CHECK(w.node().stop() == 0);
    auto verb = provisioning("acme");
    verb.insert(verb.end(),
                {"--generate-password", "--plan", "small", "--max-users", "9", "--json"});
    const auto made = sh.run(verb);
    INFO(made.err);
    REQUIRE(made.code == 0);
    const auto told = json::parse(made.out);
    CHECK(told.at("tenant").at("status") == "active");
    CHECK(told.at("tenant").at("plan") == "small");
    CHECK(w.ask("SELECT max_users FROM main.tenants") == "9");
    w.add_node();
    auto c = w.node(1).client();
    const auto in = c.post("/auth/login",
                           R"({"email":"admin@example.com","password":)" +
                               json::serialize(told.at("generatedPassword")) + "}",
                           by_header("acme"));
    CHECK(in.status == 200);
}

TEST_CASE("what cannot be done is said, with exit code 1, and usage with 2") {
    tenant_world w;
    w.provision("acme");
    const shell sh{w};
    const auto refused = [&](const std::vector<std::string>& verb, std::string_view why,
                             std::string_view input = {}) {
        const auto r = sh.run(verb, input);
        INFO(r.err);
        CHECK(r.code == 1);
        CHECK(r.out.empty());
        CHECK(r.err.find(why) != std::string::npos);
    };
    refused(provisioning("acme"), "belongs to somebody", with_newline(password));
    refused(provisioning("www"), "the subdomain is reserved", with_newline(password));
    refused(provisioning("bolt"), "the password ", "short\n");
    auto all_wrong = provisioning("www");
    all_wrong.back() = "nobody";
    all_wrong.insert(all_wrong.end(), {"--plan", "gold"});
    for (const auto* fault : {"the subdomain is", "the plan must", "the email ", "the password "})
        refused(all_wrong, fault, "short\n");
    refused({"show", "zeta"}, "no such tenant");
    refused({"suspend", "zeta"}, "no such tenant");
    refused({"reactivate", "zeta"}, "no such tenant");
    refused({"delete", "zeta", "--now"}, "no such tenant");
    CHECK(sh.run({"suspend"}).code == 2);
    CHECK(sh.run({"provision", "bolt"}).code == 2);
    auto nobodys = provisioning("www");
    nobodys.at(3) = " ";
    for (const auto* fault : {"the company must not be empty", "the subdomain is reserved"})
        refused(nobodys, fault, with_newline(password));
    auto none = provisioning("bolt");
    none.insert(none.end(), {"--max-users", "0"});
    CHECK(sh.run(none).code == 2);
    CHECK(w.ask("SELECT count(*) FROM main.tenants") == "1");
}

TEST_CASE("migrate shows which tenants are behind, and brings all of them up to date") {
    tenant_world w;
    for (const auto* name : {"acme", "bolt", "cord"}) w.provision(name);
    const shell sh{w};
    CHECK(w.node().stop() == 0);
    CHECK(sh.any({"migrate", "plan", "--all"}).code == 0);
    w.ask("UPDATE main.tenants SET made_for = '{}' WHERE subdomain <> 'bolt'");
    w.ask("DROP TABLE tenant_acme.things");
    const auto plan = sh.any({"migrate", "plan", "--all"});
    CHECK(plan.code == 3);
    CHECK(plan.out == "pending  tenant_acme  tenant  acme\npending  tenant_cord  tenant  cord\n");
    CHECK(sh.any({"migrate", "plan"}).code == 0);
    const auto applied = sh.any({"migrate", "apply", "--all"});
    INFO(applied.err);
    CHECK(applied.code == 0);
    CHECK(applied.err.find("2 tenants brought up to date, 0 failed") != std::string::npos);
    CHECK(w.ask("SELECT to_regclass('tenant_acme.things') IS NOT NULL") == "t");
    CHECK(sh.any({"migrate", "status", "--all"}).code == 0);

    w.ask("UPDATE main.tenants SET made_for = '{}'");
    w.ask("ALTER TABLE tenant_acme.things ALTER code TYPE integer USING NULL");
    const auto failed = sh.any({"migrate", "apply", "--all"});
    INFO(failed.err);
    CHECK(failed.code == 1);
    CHECK(failed.err.find("2 tenants brought up to date, 1 failed") != std::string::npos);
    CHECK(failed.err.find("tenant acme: ") != std::string::npos);
    CHECK(sh.any({"migrate", "status", "--all"}).code == 3);
}

TEST_CASE("migrate does with one tenant what it does with all") {
    tenant_world w;
    for (const auto* name : {"acme", "bolt-works"}) w.provision(name);
    const shell sh{w};
    CHECK(w.node().stop() == 0);
    w.ask("UPDATE main.tenants SET made_for = '{}'");
    const auto id = w.ask("SELECT id FROM main.tenants WHERE subdomain = 'bolt-works'");
    const std::string line = "pending  tenant_bolt_works  tenant  bolt-works\n";
    for (const auto& name : {std::string{"Bolt-Works"}, std::string{"tenant_bolt_works"}, id}) {
        INFO(name);
        const auto plan = sh.any({"migrate", "plan", "--tenant", name});
        CHECK(plan.code == 3);
        CHECK(plan.out == line);
    }
    const auto status = sh.any({"migrate", "status", "--tenant", "bolt-works", "--json"});
    CHECK(status.code == 3);
    const auto told = json::parse(status.out).as_array();
    CHECK(std::ranges::count_if(
              told, [](const json::value& one) { return one.at("kind") == "tenant"; }) == 1);
    CHECK(told.back().at("schema") == "tenant_bolt_works");
    CHECK(told.back().at("applied") == false);
    const auto applied = sh.any({"migrate", "apply", "--tenant", "bolt-works"});
    INFO(applied.err);
    CHECK(applied.code == 0);
    CHECK(applied.err.find("1 tenant brought up to date, 0 failed") != std::string::npos);
    CHECK(w.ask("SELECT string_agg(cardinality(made_for)::text, ' ' ORDER BY subdomain) FROM "
                "main.tenants") == "0 1");
    CHECK(sh.any({"migrate", "plan", "--tenant", "bolt-works"}).code == 0);
    CHECK(sh.any({"migrate", "apply", "--tenant", "bolt-works"}).code == 0);

    w.ask("UPDATE main.tenants SET claimed_until = now() + interval '1 minute'");
    const auto busy = sh.any({"migrate", "apply", "--tenant", "acme"});
    CHECK(busy.code == 1);
    CHECK(busy.err.find("1 tenant left to somebody else") != std::string::npos);
    w.ask("UPDATE main.tenants SET version = NULL, status = 'failed' WHERE subdomain = 'acme'");
    for (const auto* verb : {"status", "plan", "apply"}) {
        INFO(verb);
        const auto unknown = sh.any({"migrate", verb, "--tenant", "zeta"});
        CHECK(unknown.code == 2);
        CHECK(unknown.err.find("there is no tenant zeta") != std::string::npos);
        CHECK(unknown.out.empty());
        CHECK(sh.any({"migrate", verb, "--tenant", "acme"}).code == 1);
        CHECK(sh.any({"migrate", verb, "--tenant", "acme", "--all"}).code == 2);
    }
}

TEST_CASE("without tenants there is nothing to do for it") {
    auth_world w;
    temp_folder folder;
    const auto file = folder.write("config.json", json::serialize(w.config()));
    const auto r = run_nucleusd({"tenant", "list", "--config", file.string()}, w.environment());
    CHECK(r.code == 1);
    CHECK(r.err.find("database.isMultiTenant") != std::string::npos);
    const auto one = run_nucleusd(
        {"migrate", "plan", "--tenant", "acme", "--config", file.string()}, w.environment());
    CHECK(one.code == 1);
    CHECK(one.err.find("database.isMultiTenant") != std::string::npos);
}
