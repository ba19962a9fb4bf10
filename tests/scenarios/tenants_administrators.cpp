// A tenant always has somebody who may do everything in it: nobody else could make anybody so.
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

struct company : tenant_world {
    company() { provision("acme"); }

    tenant_client admin(const std::string& name = "admin") { return signed_in("acme", name); }
    /// Registered, and made an administrator by the first one.
    tenant_client another(const std::string& name) {
        registered("acme", name);
        const auto made = admin().post("/userRoles", R"({"userId":")" + user(name) +
                                                         R"(","roleId":")" + role("admin") + "\"}");
        INFO(made.body);
        REQUIRE(made.status == 201);
        return admin(name);
    }
    std::string user(const std::string& name) const {
        return ask("SELECT id FROM tenant_acme.users WHERE email = '" + name + "@example.com'");
    }
    std::string role(const std::string& name) const {
        return ask("SELECT id FROM tenant_acme.roles WHERE name = '" + name + "'");
    }
    std::string assignment(const std::string& name) const {
        return ask("SELECT id FROM tenant_acme.user_roles WHERE user_id = '" + user(name) +
                   "' AND role_id = '" + role("admin") + "'");
    }
    std::string in_office() const {
        return ask("SELECT count(*) FROM tenant_acme.users u JOIN tenant_acme.user_roles ur ON "
                   "ur.user_id = u.id AND ur.is_active JOIN tenant_acme.roles r ON r.id = "
                   "ur.role_id AND r.name = 'admin' WHERE u.is_active AND u.deleted_at IS NULL");
    }
};

/// Every way to take somebody's office; what it is answered with.
std::map<std::string, std::string> every_way_out(company& w, tenant_client& by,
                                                 const std::string& name) {
    const auto user = "/users/" + w.user(name), role = "/userRoles/" + w.assignment(name);
    const auto member = R"({"roleId":")" + w.role("member") + "\"}";
    return {{"user deleted", outcome(by.del(user))},
            {"user toggled", outcome(by.patch(user + "/toggle", ""))},
            {"user switched off", outcome(by.put(user, R"({"isActive":false})"))},
            {"suspended", outcome(by.post("/auth/admin/users/" + w.user(name) + "/suspend", ""))},
            {"password taken",
             outcome(by.post("/auth/admin/users/" + w.user(name) + "/force-password-reset", ""))},
            {"role taken", outcome(by.del(role))},
            {"role toggled", outcome(by.patch(role + "/toggle", ""))},
            {"role switched off", outcome(by.put(role, R"({"isActive":false})"))},
            {"role exchanged", outcome(by.put(role, member))}};
}

}

TEST_CASE("the last administrator of a tenant stays, by whatever endpoint") {
    company w;
    auto admin = w.admin();
    const auto refused = every_way_out(w, admin, "admin");
    for (const auto& [how, told] : refused) {
        INFO(how);
        CHECK(told == "409 last_administrator");
    }
    CHECK(admin.get("/users").status == 200);
    CHECK(w.in_office() == "1");

    auto ada = w.another("ada");
    CHECK(ada.del("/users/" + w.user("admin")).status == 200); // there is another one now
    for (const auto& [how, told] : every_way_out(w, ada, "ada")) {
        INFO(how);
        CHECK(told == "409 last_administrator"); // who is deleted is none
    }
}

TEST_CASE("the role of a tenant's administrators stays as it is") {
    company w;
    auto admin = w.admin();
    const auto path = "/roles/" + w.role("admin");
    CHECK(outcome(admin.del(path)) == "409 system_role");
    CHECK(outcome(admin.patch(path + "/toggle", "")) == "409 system_role");
    CHECK(outcome(admin.put(path, R"({"name":"other"})")) == "409 system_role");
    CHECK(outcome(admin.put(path, R"({"isActive":false})")) == "409 system_role");
    CHECK(admin.put(path, R"({"description":"Ours"})").status == 200);
    const auto made = admin.post("/roles", R"({"name":"clerk"})");
    CHECK(admin.del("/roles/" + made.text("/data/id")).status == 200);
}

TEST_CASE("in the first schema a role of that name is one like any other") {
    company w;
    auto god = w.god();
    const auto made = god.post("/roles", R"({"name":"admin"})");
    REQUIRE(made.status == 201);
    CHECK(god.put("/roles/" + made.text("/data/id"), R"({"name":"other"})").status == 200);
}

TEST_CASE("tenants from before are given the rule when they are brought up to date") {
    company w;
    w.ask("UPDATE tenant_acme.roles SET is_system = false");
    auto& rights = section(w.config(), "authorization");
    section(rights, "seed")["roles"].as_array().push_back(json::object{{"name", "clerk"}});
    w.restart();
    bool told = false;
    for (int i = 0; i < 500 && !told;
         ++i, std::this_thread::sleep_for(std::chrono::milliseconds{20}))
        told = w.ask("SELECT string_agg(name, ' ' ORDER BY name) FROM tenant_acme.roles WHERE "
                     "is_system") == "admin godmin";
    CHECK(told);
}

TEST_CASE("no cohort ends the time of a tenant's administrator") {
    company w;
    auto admin = w.admin();
    const auto past =
        admin.post("/userCohorts", R"({"name":"past","expiresAt":"2020-01-01T00:00:00Z"})");
    REQUIRE(past.status == 201);
    w.registered("acme", "bob");
    for (const auto* name : {"admin", "bob"})
        REQUIRE(
            admin.put("/users/" + w.user(name), R"({"cohortId":")" + past.text("/data/id") + "\"}")
                .status == 200);
    CHECK(admin.get("/users").status == 200);
    CHECK(w.visitor("acme").post("/auth/login", w.credentials("admin")).status == 200);
    CHECK(outcome(w.visitor("acme").post("/auth/login", w.credentials("bob"))) ==
          "403 cohort_expired");
}

TEST_CASE("of administrators who take one another's office at once one stays") {
    company w;
    w.another("ada");
    const std::string names[] = {"admin", "ada"};
    const std::string users[] = {w.user("admin"), w.user("ada")};
    const std::string roles[] = {w.assignment("admin"), w.assignment("ada")};
    for (int round = 0; round < 15; ++round) {
        std::vector<tenant_client> all;
        for (const auto& name : names) {
            const auto in = w.admin(name);
            for (int i = 0; i < 25; ++i) {
                all.push_back(w.visitor("acme"));
                all.back().agent.cookies = in.agent.cookies;
                all.back().agent.observer = nullptr;
            }
        }
        all_at_once(50, [&](int i) {
            auto& by = all[static_cast<std::size_t>(i)];
            const auto other = static_cast<std::size_t>(i < 25 ? 1 : 0);
            if (round % 3 == 0) by.del("/userRoles/" + roles[other]);
            if (round % 3 == 1) by.put("/userRoles/" + roles[other], R"({"isActive":false})");
            if (round % 3 == 2) by.post("/auth/admin/users/" + users[other] + "/suspend", "");
        });
        REQUIRE(w.in_office() == "1");
        w.ask("UPDATE tenant_acme.users SET is_active = true");
        w.ask("UPDATE tenant_acme.user_roles SET is_active = true");
        for (const std::size_t i : {0U, 1U})
            w.ask("INSERT INTO tenant_acme.user_roles (id, user_id, role_id) VALUES ('" + roles[i] +
                  "', '" + users[i] + "', '" + w.role("admin") + "') ON CONFLICT DO NOTHING");
    }
}
