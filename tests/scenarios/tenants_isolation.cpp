// What one tenant has given out is worth nothing in another.
#include "api_key_world.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

/// Two tenants with somebody of the same address and password in each.
struct neighbours : tenant_world {
    neighbours() {
        provision("acme");
        provision("bolt");
        ask("INSERT INTO tenant_acme.things (code) SELECT 'acme' FROM generate_series(1, 3)");
        ask("INSERT INTO tenant_bolt.things (code) SELECT 'bolt' FROM generate_series(1, 3)");
    }
    /// An agent of the one, as if it were the other's; empty: the first schema's.
    static tenant_client moved(const tenant_client& c, http_client fresh, const std::string& to) {
        fresh.cookies = c.agent.cookies;
        fresh.bearer = c.agent.bearer;
        return {std::move(fresh), to.empty() ? header_list{} : by_header(to)};
    }
};

constexpr const char* in_body = R"(,"tokenDelivery":"body")";

}

TEST_CASE("accounts, tokens and cookies are those of their tenant") {
    neighbours w;
    auto ada = w.registered("acme", "ada");
    CHECK(outcome(w.visitor("bolt").post("/auth/login", w.credentials("ada"))) ==
          "401 invalid_credentials");
    CHECK(outcome(w.client().post("/auth/login", w.credentials("ada"))) ==
          "401 invalid_credentials");
    CHECK(ada.get("/things").text("/data/items/0/code") == "acme");
    for (const auto* there : {"bolt", ""}) {
        auto stray = neighbours::moved(ada, w.client(), there);
        CHECK(outcome(stray.get("/auth/me")) == "401 unauthenticated");
        CHECK(outcome(stray.get("/things")) == "401 unauthenticated");
        CHECK(outcome(stray.post("/auth/refresh", "{}")) == "401 invalid_refresh_token");
    }
    CHECK(ada.get("/auth/me").status == 200); // and it harms nobody at home
    CHECK(ada.post("/auth/refresh", "{}").status == 200);
    auto twin = w.registered("bolt", "ada");
    CHECK(twin.get("/auth/me").text("/data/user/id") != ada.get("/auth/me").text("/data/user/id"));
}

TEST_CASE("bearer and refresh tokens are refused elsewhere, known there or not") {
    neighbours w;
    w.registered("acme", "ada");
    w.registered("bolt", "ada");
    const auto in = w.visitor("acme").post("/auth/login", w.credentials("ada", in_body));
    REQUIRE(in.status == 200);
    const auto access = in.text("/data/accessToken");
    const auto refresh = in.text("/data/refreshToken");
    const auto me = [&](const header_list& names) {
        auto c = w.client();
        c.bearer = access;
        return outcome(c.get("/auth/me", names));
    };
    for (int i = 0; i < 4; ++i) { // on every worker, and from its memory
        CHECK(me(by_header("acme")) == "200");
        CHECK(me(by_header("bolt")) == "401 unauthenticated");
        CHECK(me({}) == "401 unauthenticated");
    }
    const auto body = R"({"refreshToken":")" + refresh + "\"}";
    for (const auto& names : {by_header("bolt"), header_list{}})
        CHECK(outcome(w.client().post("/auth/refresh", body, names)) ==
              "401 invalid_refresh_token");
    CHECK(w.client().post("/auth/refresh", body, by_header("acme")).status == 200);
}

TEST_CASE("API keys are refused elsewhere") {
    neighbours w;
    auto ada = w.registered("acme", "ada");
    const auto made = ada.post(keys_path, key_asking_for(R"("allowedClaims":["*"])"));
    REQUIRE(made.status == 201);
    auto robot = program(w.client(), made.text("/data/key"));
    for (int i = 0; i < 4; ++i) {
        CHECK(robot.get("/things", by_header("acme")).text("/data/items/0/code") == "acme");
        CHECK(outcome(robot.get("/things", by_header("bolt"))) == "401 unauthenticated");
        CHECK(outcome(robot.get("/things")) == "401 unauthenticated");
    }
}

TEST_CASE("cursors and idempotency keys are those of their tenant") {
    neighbours w;
    auto a = w.registered("acme", "ada");
    auto b = w.registered("bolt", "ada");
    const auto cursor = a.get("/things?limit=1").text("/data/meta/nextCursor");
    REQUIRE(!cursor.empty());
    CHECK(a.get("/things?limit=1&cursor=" + cursor).status == 200);
    auto nobodys = w.member("ada");
    CHECK(outcome(b.get("/things?limit=1&cursor=" + cursor)) == "400 cursor_mismatch");
    CHECK(outcome(nobodys.get("/things?limit=1&cursor=" + cursor)) == "400 cursor_mismatch");
    CHECK(a.get("/things?limit=1&cursor=" + cursor).status == 200);
    const auto add = [](tenant_client& c, const char* body) {
        return c.post("/things", body, {{"Idempotency-Key", "k1"}});
    };
    const auto first = add(a, R"({"code":"one"})");
    REQUIRE(first.status == 201);
    CHECK(add(a, R"({"code":"one"})").text("/data/id") == first.text("/data/id"));
    const auto other = add(b, R"({"code":"two"})"); // no mismatch: it is another key
    CHECK(other.status == 201);
    CHECK(other.text("/data/id") != first.text("/data/id"));
    const auto at_home =
        nobodys.post("/things", R"({"code":"three"})", {{"Idempotency-Key", "k1"}});
    CHECK(at_home.status == 201);
    CHECK(add(a, R"({"code":"one"})").text("/data/id") == first.text("/data/id"));
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.things") == "4");
    CHECK(w.ask("SELECT count(*) FROM tenant_bolt.things") == "4");
}

TEST_CASE("rows of another tenant cannot be reached by their ids") {
    neighbours w;
    auto a = w.registered("acme", "ada");
    const auto theirs = w.ask("SELECT id FROM tenant_bolt.things LIMIT 1");
    CHECK(outcome(a.get("/things/" + theirs)) == "404 not_found");
    CHECK(outcome(a.del("/things/" + theirs)) == "404 not_found");
    CHECK(w.ask("SELECT count(*) FROM tenant_bolt.things") == "3");
}

TEST_CASE("an administrator is one in the own tenant, a godmin in none") {
    neighbours w;
    auto admin = w.signed_in("acme", "admin");
    w.registered("bolt", "ada");
    const auto ada = w.ask("SELECT id FROM tenant_bolt.users WHERE email = 'ada@example.com'");
    CHECK(admin.get("/users").status == 200);
    CHECK(outcome(admin.post("/auth/admin/users/" + ada + "/suspend", "{}")) == "404 not_found");
    CHECK(outcome(admin.get("/users/" + ada)) == "404 not_found");
    auto god = w.god();
    CHECK(god.get("/users").status == 200);
    CHECK(outcome(god.get("/users", by_header("acme"))) == "401 unauthenticated");
    // A godmin that somebody has made in a tenant reaches nothing but that tenant.
    w.ask("UPDATE tenant_acme.users SET is_god = true WHERE email = 'admin@example.com'");
    auto strong = w.signed_in("acme", "admin");
    CHECK(outcome(strong.get("/tenants")) == "404 not_found");
    CHECK(outcome(neighbours::moved(strong, w.client(), "").get("/tenants")) ==
          "401 unauthenticated");
}

TEST_CASE("a tenant's page may write to its tenant, and another's may not") {
    neighbours w;
    auto ada = w.registered("acme", "ada");
    const auto write = [&](const std::string& origin) {
        auto c = w.client();
        c.cookies = ada.agent.cookies;
        return outcome(
            c.post("/things", R"({"code":"x"})", {{"Host", "acme.shop.test"}, {"Origin", origin}}));
    };
    CHECK(write("http://acme.shop.test") == "201");
    CHECK(write("http://bolt.shop.test") == "403 cross_site_request");
    CHECK(write("http://shop.test") == "403 cross_site_request");
    CHECK(write("http://acme.shop.test.evil.example") == "403 cross_site_request");
}

TEST_CASE("a tenant that is made anew under the same name is another one") {
    neighbours w;
    auto ada = w.registered("acme", "ada");
    REQUIRE(ada.get("/auth/me").status == 200);
    const auto id = w.ask("SELECT id FROM main.tenants WHERE subdomain = 'acme'");
    auto god = w.god();
    REQUIRE(god.del("/tenants/" + id).status == 200);
    w.ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days' WHERE id = '" + id +
          "'");
    for (int i = 0; i < 3000 && w.state_of("acme") != "none false"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    REQUIRE(w.state_of("acme") == "none false");
    CHECK(outcome(ada.get("/auth/me")) == "404 unknown_tenant");
    w.provision("acme");
    CHECK(outcome(ada.get("/auth/me")) == "401 unauthenticated");
    CHECK(ada.get("/things").status == 401);
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.things") == "0");
}
