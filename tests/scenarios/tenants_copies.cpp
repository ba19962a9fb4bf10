// A tenant that was restored beside the one that its archive is of: what is good in which.
#include "mail_world.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

std::string to(const std::string& email) { return R"({"email":")" + email + "\"}"; }
std::string proof(const std::string& token, const std::string& more = "") {
    return R"({"token":")" + token + "\"" + more + "}";
}

struct copy_world : mail_world {
    copy_world()
        : mail_world{[](json::object& c) {
            section(c, "database")["isMultiTenant"] = true;
            section(c, "database")["tenantRoles"] = std::getenv("NUCLEUS_TENANT_ROLES") != nullptr;
            c["tenants"] = json::parse(R"({"plans": [{"name": "small", "maxUsers": 50}]})");
        }} {
        auto g = god();
        const auto made =
            g.post("/tenants/provision", tenant_world::order("acme", R"(,"plan":"small")"));
        INFO(made.body);
        REQUIRE(made.status == 201);
    }
    tenant_client in(const std::string& tenant) { return {client(), by_header(tenant)}; }
    /// Somebody with a confirmed address, signed in.
    tenant_client confirmed_in(const std::string& tenant, const std::string& name) {
        auto c = in(tenant);
        REQUIRE(c.post("/auth/register", credentials(name)).status == 200);
        const auto mailed = token("verifyEmail", name + "@example.com");
        REQUIRE(c.post("/auth/verify-email", proof(mailed)).status == 200);
        REQUIRE(c.post("/auth/login", credentials(name)).status == 200);
        return c;
    }
    finished tenant(std::vector<std::string> verb) {
        const auto file = folder_.write("config.json", json::serialize(config()));
        verb.insert(verb.begin(), "tenant");
        verb.insert(verb.end(), {"--config", file.string()});
        return run_nucleusd(verb, environment());
    }
    finished copied() {
        const auto archive = (folder_.path() / "acme.tar").string();
        const auto out = tenant({"export", "acme", "--out", archive});
        INFO(out.err);
        REQUIRE(out.code == 0);
        return tenant({"restore", archive, "--subdomain", "bolt"});
    }

private:
    temp_folder folder_;
};

}

TEST_CASE("what is good once is good in the original, and not in a copy") {
    copy_world w;
    const std::string eve = "eve@example.com", leo = "leo@example.com", bob = "bob@example.com";
    auto bobs = w.confirmed_in("acme", "bob");
    REQUIRE(bobs.post("/auth/password/reset-request", to(bob)).status == 202);
    auto adas = w.confirmed_in("acme", "ada");
    REQUIRE(adas.post("/auth/magic-link", to(ada)).status == 202);
    auto kims = w.confirmed_in("acme", "kim");
    REQUIRE(kims.post("/auth/email/change", R"({"newEmail":"new@example.com","password":")" +
                                                std::string{password} + "\"}")
                .status == 202);
    REQUIRE(w.in("acme").post("/auth/register", w.credentials("leo")).status == 200);
    auto admin = w.in("acme");
    REQUIRE(admin.post("/auth/login", w.credentials("admin")).status == 200);
    REQUIRE(
        admin.post("/auth/invite", R"({"email":"eve@example.com","roles":["member"]})").status ==
        200);
    const std::vector<std::pair<std::string, std::string>> links = {
        {"/auth/verify-email", proof(w.token("verifyEmail", leo))},
        {"/auth/magic-link/verify", proof(w.token("magicLink", ada))},
        {"/auth/password/reset-confirm",
         proof(w.token("resetPassword", bob), R"(,"newPassword":"Another-Horse-9")")},
        {"/auth/email/change-confirm", proof(w.token("emailChange", "new@example.com"))},
        {"/auth/invite/verify",
         proof(w.token("invite", eve), R"(,"password":")" + std::string{password} + "\"")}};
    w.ask("INSERT INTO tenant_acme.trusted_devices (user_id, token_hash, status) SELECT id, "
          "'hash', 'approved' FROM tenant_acme.users WHERE email = 'ada@example.com'");
    const auto made = w.copied();
    INFO(made.err);
    REQUIRE(made.code == 0);
    const auto trusted = [&](const std::string& schema) {
        return w.ask("SELECT count(*) FROM " + schema +
                     ".trusted_devices WHERE revoked_at IS NULL");
    };
    CHECK(trusted("tenant_bolt") == "1");
    CHECK(trusted("tenant_acme") == "1");
    CHECK(w.ask("SELECT count(*) FROM tenant_bolt.user_sessions WHERE revoked_at IS NULL") == "0");
    CHECK(w.ask("SELECT count(*) > 0 FROM tenant_acme.user_sessions WHERE revoked_at IS NULL") ==
          "t");
    for (const auto& [path, body] : links) {
        INFO(path);
        const auto there = w.in("bolt").post(path, body);
        INFO(there.body);
        CHECK(there.status / 100 == 4);
        CHECK(there.status != 404);
        const auto here = w.in("acme").post(path, body);
        INFO(here.body);
        CHECK(here.status == 200);
    }
    // Whoever is in the copy gets links of their own.
    auto twin = w.in("bolt");
    CHECK(twin.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(twin.post("/auth/magic-link", to(ada)).status == 202);
    CHECK(w.in("bolt").post("/auth/magic-link/verify", proof(w.token("magicLink", ada))).status ==
          200);
}

TEST_CASE("an archive whose plan has left the configuration comes back with the default plan") {
    copy_world w;
    w.config()["tenants"] = json::object{};
    w.restart();
    const auto made = w.copied();
    INFO(made.err);
    CHECK(made.code == 0);
    CHECK(made.err.find("no such plan any more") != std::string::npos);
    auto g = w.god();
    CHECK(w.in("bolt").post("/auth/login", w.credentials("admin")).status == 200);
}
