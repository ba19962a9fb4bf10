// ADMIN_EXPLAIN, and claims that nothing asks for any more.
#include "admin_world.hpp"
#include "support/percent_encoding.hpp"

using namespace nucleus::testing;

namespace {

constexpr const char* only_new = R"([{"field":"code","operator":"eq","value":"new"}])";

struct world : admin_world {
    explicit world(const std::function<void(json::object&)>& change = {})
        : admin_world{[&](json::object& c) {
            auto& seed = section(section(c, "authorization"), "seed");
            for (const auto* role : {"a", "b", "off"})
                seed["roles"].as_array().push_back({{"name", role}});
            auto& grants = seed["roleClaimAssignments"].as_array();
            grants.push_back({{"role", "a"}, {"claims", {"get.vaults"}}, {"scope", only_new}});
            grants.push_back({{"role", "off"}, {"claims", {"get.vaults"}}});
            if (change) change(c);
        }} {
        member("ada");
        for (const auto* role : {"a", "b", "off"})
            ask("INSERT INTO main.user_roles (user_id, role_id) SELECT u.id, r.id FROM main.users "
                "u, main.roles r WHERE u.email = 'ada@example.com' AND r.name = '" +
                std::string{role} + "'");
        ask("UPDATE main.roles SET is_active = false WHERE name = 'off'");
        ask("INSERT INTO main.vaults (id, code) VALUES ('" + std::string{nobody} +
            "', 'new'), ('00000000-0000-7000-8000-000000000002', 'old')");
    }
    answer explain(http_client& c, const std::string& user, const std::string& claim,
                   const std::string& more = {}) {
        return c.get("/auth/admin/explain?userId=" + user + "&claim=" + encoded(claim) + more);
    }
};

/// "yes", and each decision: "role matches allowed", in the order of the answer.
std::string told(const answer& a) {
    INFO(a.body);
    REQUIRE(a.status == 200);
    std::string text = a.at("/data/allowed").as_bool() ? "yes" : "no";
    const auto decisions = a.at("/data/decisions");
    for (const auto& d : decisions.as_array()) {
        const auto& matches = d.at("matches");
        text += ", " + std::string{d.at("role").as_string()} + " " +
                (matches.is_null()   ? "?"
                 : matches.as_bool() ? "+"
                                     : "-") +
                (d.at("allowed").as_bool() ? " allows" : "");
    }
    return text;
}

const std::string old_vault = "00000000-0000-7000-8000-000000000002";

}

TEST_CASE("each role says whether it grants, for which rows, and whether it is in force") {
    world w;
    auto god = w.god();
    const auto id = w.id_of("ada");
    const auto any = w.explain(god, id, "get.vaults");
    CHECK(told(any) == "yes, a ? allows, b -, member -, off +");
    CHECK(any.at("/data/active") == true);
    CHECK(any.at("/data/decisions/0/scope") == only_new);
    CHECK(any.at("/data/decisions/0/claim") == "get.vaults");
    CHECK(any.at("/data/decisions/1/scope").is_null());
    const auto row = [](const std::string& of) { return "&entity=vaults&id=" + of; };
    CHECK(told(w.explain(god, id, "get.vaults", row(nobody))) ==
          "yes, a + allows, b -, member -, off +");
    CHECK(told(w.explain(god, id, "get.vaults", row(old_vault))) ==
          "no, a -, b -, member -, off +");
    CHECK(told(w.explain(god, id, "get.things")) == "yes, a -, b -, member + allows, off -");
    CHECK(told(w.explain(god, id, "no such'; --")) == "no, a -, b -, member -, off -");
    CHECK(told(w.explain(god, w.id_of("god"), "get.vaults")) == "yes, godmin + allows");
    CHECK(told(w.explain(god, w.id_of("god"), "get.vaults", row(w.id_of("ada")))) ==
          "no, godmin -");
    CHECK(w.records("EXPLAIN", id) == "5");
}

TEST_CASE("what is explained is what is done") {
    world w;
    auto god = w.god();
    auto user = w.signed_in(ada);
    const auto id = w.id_of("ada");
    for (const auto& row : {std::string{nobody}, old_vault}) {
        const bool reached = user.get("/vaults/" + row).status == 200;
        const auto checked = user.post(
            "/auth/check", R"({"claim":"get.vaults","entity":"vaults","id":")" + row + "\"}");
        CHECK(checked.at("/data/allowed") == reached);
        CHECK(w.explain(god, id, "get.vaults", "&entity=vaults&id=" + row).at("/data/allowed") ==
              reached);
    }
    CHECK(god.post(user_path(id, "suspend"), "").status == 200);
    const auto off = w.explain(god, id, "get.things");
    CHECK(off.at("/data/allowed") == false);
    CHECK(off.at("/data/active") == false);
}

TEST_CASE("an explanation is for who has the claim, and of what there is") {
    world w;
    auto god = w.god();
    auto admin = w.somebody("admin", "admin");
    auto anyone = w.client();
    auto user = w.signed_in(ada);
    const auto id = w.id_of("ada");
    CHECK(outcome(w.explain(anyone, id, "get.things")) == "401 unauthenticated");
    CHECK(outcome(w.explain(user, id, "get.things")) == "403 forbidden");
    CHECK(w.explain(admin, id, "get.things").status == 200);
    CHECK(outcome(w.explain(god, nobody, "get.things")) == "404 not_found");
    const std::string of = "?userId=" + id, asked = of + "&claim=get.things";
    const std::vector<std::string> wrong{"",
                                         of,
                                         "?claim=get.things",
                                         "?userId=x&claim=get.things",
                                         of + "&claim=",
                                         asked + "&entity=vaults",
                                         asked + "&id=" + id,
                                         asked + "&entity=nothing&id=" + id,
                                         asked + "&entity=vaults&id=x",
                                         asked + "&more=1",
                                         asked + "&userId=" + id,
                                         of + "&claim=" + std::string(200, 'x')};
    for (const auto& query : wrong) {
        INFO(query);
        CHECK(outcome(god.get("/auth/admin/explain" + query)) == "400 invalid_query");
    }
}

TEST_CASE("claims of endpoints that are gone are pruned by command, and not before") {
    world w;
    auto god = w.god();
    REQUIRE(god.post("/claims", R"({"action":"my.own","path":"/","method":"GET"})").status == 201);
    // Seeded by a configuration of before.
    w.ask("INSERT INTO main.claims (action, path, method) VALUES ('get.gone', '/', 'GET'), "
          "('get.gone.price', '/', 'GET'), ('get.things.code', '/', 'GET')");
    w.ask("INSERT INTO main.role_claims (role_id, claim_id) SELECT r.id, c.id FROM main.roles r, "
          "main.claims c WHERE r.name = 'member' AND c.action = 'get.gone'");
    w.restart();
    const auto claims = [&] {
        return w.ask("SELECT string_agg(action, ' ' ORDER BY action) FROM main.claims WHERE action "
                     "~ '^(get.gone|get.things|my)'");
    };
    const auto* all = "get.gone get.gone.price get.things get.things.code my.own";
    CHECK(claims() == all);
    const auto config = (w.node().folder() / "config.json").string();
    const auto run = [&](std::vector<std::string> how) {
        how.insert(how.end(), {"--config", config});
        return run_nucleusd(how, w.environment());
    };
    const auto shown = run({"claims", "prune", "--dry-run"});
    INFO(shown.out << shown.err);
    CHECK(shown.code == 3);
    CHECK(shown.out == "main  get.gone  1 grant\nmain  get.gone.price  0 grants\n");
    CHECK(claims() == all);
    const auto pruned = run({"claims", "prune", "--json"});
    CHECK(pruned.code == 0);
    CHECK(json::parse(pruned.out).at(0).at("action") == "get.gone");
    CHECK(claims() == "get.things get.things.code my.own");
    CHECK(run({"claims", "prune"}).out.empty());
    CHECK(run({"claims", "prune", "--dry-run"}).code == 0);
}
