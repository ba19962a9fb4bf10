// ME and LOGOUT, access by claim, and sessions that end at once, everywhere.
#include "auth_world.hpp"
#include "due_rounds.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

/// What it answers once it has changed its mind; within a second the caches of another node have.
int settled(http_client& c, const char* path, int expected) {
    int status = 0;
    for (int i = 0; i < 200 && (status = c.get(path).status) != expected; ++i)
        std::this_thread::sleep_for(10ms);
    return status;
}

}

TEST_CASE("ME tells who asks and what they may do") {
    auth_world w;
    auto c = w.member("ada");
    const auto a = c.get("/auth/me", {{"User-Agent", "x"}});
    INFO(a.body);
    REQUIRE(a.status == 200);
    CHECK(a.text("/data/user/email") == "ada@example.com");
    CHECK(a.at("/data/user/username").is_null());
    CHECK(a.at("/data/profile").is_null());
    CHECK(a.at("/data/roles") == json::parse(R"(["member"])"));
    CHECK(a.at("/data/claims") == json::parse(R"(["get.things"])"));
    for (const auto* list : {"/data/addresses", "/data/phones", "/data/files"})
        CHECK(a.at(list) == json::array{});
    CHECK(a.at("/data/session/isCurrent") == true);
    CHECK(a.body.find("argon2") == std::string::npos);

    CHECK(c.send("POST", "/auth/me", "").status == 405);
    CHECK(c.get("/auth/me?full=1").status == 400);
    auto nobody = w.client();
    const auto refused = nobody.get("/auth/me");
    CHECK(refused.status == 401);
    CHECK(refused.code() == "unauthenticated");
    CHECK_FALSE(refused.header("WWW-Authenticate").empty());
}

TEST_CASE("only sound, live access tokens open anything") {
    auth_world w;
    auto c = w.client();
    c.use_cookies = false;
    const auto token = c.post("/auth/register", w.credentials("ada", R"(,"tokenDelivery":"body")"))
                           .text("/data/accessToken");
    auto flipped = token;
    flipped[flipped.size() - 5] = flipped[flipped.size() - 5] == 'A' ? 'B' : 'A';
    // {"alg":"none","typ":"JWT"}, with the good payload and no signature
    const auto unsigned_token = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0" +
                                token.substr(token.find('.'), token.rfind('.') - token.find('.')) +
                                ".";
    for (const auto& bad : {std::string{"x"}, std::string{"a.b.c"}, flipped, unsigned_token,
                            token + ".", token.substr(0, token.rfind('.') + 1), "nk_1_2" + token}) {
        c.bearer = bad;
        INFO(bad);
        CHECK(c.get("/auth/me").status == 401);
    }
    c.bearer = token;
    CHECK(c.get("/auth/me").status == 200);
    CHECK(c.get("/auth/me", {{"X-Api-Key", "nk_1_2"}}).status == 400);
    CHECK(c.get("/auth/me",
                {{"x-user-id", "00000000-0000-0000-0000-000000000000"}, {"x-user-roles", "godmin"}})
              .text("/data/user/email") == "ada@example.com");
    auto other = w.member("bob"); // a header beats the cookie
    other.bearer = token;
    CHECK(other.get("/auth/me").text("/data/user/email") == "ada@example.com");
}

TEST_CASE("access follows roles and claims, and changes with them") {
    auth_world w;
    auto member = w.member("ada");
    auto god = w.client();
    REQUIRE(god.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
                .status == 200);
    auto nobody = w.client();
    CHECK(nobody.get("/things").status == 401);
    CHECK(member.get("/things").status == 200);
    const auto refused = member.get("/vaults");
    CHECK(refused.status == 403);
    CHECK(refused.code() == "forbidden");
    CHECK(god.get("/vaults").status == 200);
    CHECK(god.get("/auth/me").at("/data/user/isGod") == true);

    w.ask("INSERT INTO main.user_roles (user_id, role_id) SELECT u.id, r.id FROM main.users u, "
          "main.roles r WHERE u.email = 'ada@example.com' AND r.name = 'keeper'");
    auto again = w.client();
    REQUIRE(again.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(again.get("/vaults").status == 200);
    CHECK(again.get("/auth/me").at("/data/claims") ==
          json::parse(R"(["get.things","get.vaults"])"));
    // A claim within a scope does not open everything.
    w.ask("INSERT INTO main.vaults (code) VALUES ('x')");
    w.ask("UPDATE main.role_claims SET scope = 'own' WHERE claim_id IN (SELECT id FROM main.claims "
          "WHERE action = 'get.vaults')");
    REQUIRE(again.post("/auth/login", w.credentials("ada")).status == 200);
    const auto scoped = again.get("/vaults?count=exact");
    CHECK(scoped.status == 200);
    CHECK(scoped.at("/data/meta/totalItems") == 0);
    CHECK(god.get("/vaults?count=exact").at("/data/meta/totalItems") == 1);
}

TEST_CASE("logging out ends the session and clears the cookies") {
    auth_world w;
    auto c = w.member("ada");
    auto twin = w.client();
    twin.cookies = c.cookies;
    CHECK(twin.get("/auth/me").status == 200);

    SECTION("by the access cookie") {
        const auto a = c.send("POST", "/auth/logout", "");
        INFO(a.body);
        CHECK(a.status == 200);
        CHECK(a.all("Set-Cookie").size() == 2);
    }
    SECTION("by the refresh cookie alone") {
        c.cookies.erase("nucleus_access_token");
        CHECK(c.send("POST", "/auth/logout", "").status == 200);
    }
    SECTION("by a bearer token") {
        auto b = w.client();
        b.bearer = c.cookies["nucleus_access_token"];
        CHECK(b.send("POST", "/auth/logout", "").status == 200);
        c.cookies.clear();
    }
    CHECK(c.cookies.empty());
    CHECK(twin.get("/auth/me").status == 401);
    CHECK(twin.get("/things").status == 401);
    CHECK(twin.send("POST", "/auth/refresh", "").status == 401);
    CHECK(w.ask("SELECT revoked_reason FROM main.user_sessions WHERE revoked_at IS NOT NULL") ==
          "logout");
    // Nothing is left to end; the cookies go nevertheless.
    const auto again = twin.send("POST", "/auth/logout", "");
    CHECK(again.status == 401);
    CHECK(again.code() == "unauthenticated");
    CHECK(twin.cookies.empty());
}

TEST_CASE("logging out with the tokens of two sessions ends both") {
    auth_world w;
    auto first = w.member("ada");
    auto second = w.client();
    REQUIRE(second.post("/auth/login", w.credentials("ada")).status == 200);
    auto both = w.client();
    both.cookies = first.cookies;
    both.bearer = second.cookies["nucleus_access_token"];
    CHECK(both.send("POST", "/auth/logout", "").status == 200);
    CHECK(first.get("/auth/me").status == 401);
    CHECK(second.get("/auth/me").status == 401);
}

TEST_CASE("sessions that ended long ago are forgotten") {
    auth_world w;
    auto c = w.member("ada");
    w.member("bob");
    w.ask("INSERT INTO main.user_sessions (user_id, token_hash, refresh_seed, ip_address, "
          "expires_at) SELECT id, 'old' || n, 'x', '::1', now() - interval '31 days' FROM "
          "main.users, generate_series(1, 6000) n WHERE email = 'ada@example.com'");
    w.ask("UPDATE main.user_sessions SET expires_at = now() - interval '29 days' WHERE user_id = "
          "(SELECT id FROM main.users WHERE email = 'bob@example.com')");
    restart_when_due(w, 2);
    CHECK(eventually([&] { return w.ask("SELECT count(*) FROM main.user_sessions") == "2"; }));
    auto again = w.client();
    again.cookies = c.cookies;
    CHECK(again.get("/auth/me").status == 200);
}

TEST_CASE("another site cannot log anybody out") {
    auth_world w;
    auto c = w.member("ada");
    CHECK(c.send("POST", "/auth/logout", "", {{"Origin", "https://evil.example"}}).code() ==
          "cross_site_request");
    CHECK(c.send("POST", "/auth/logout", "", {{"Sec-Fetch-Site", "cross-site"}}).status == 403);
    CHECK(c.get("/auth/logout").status == 405);
    CHECK(c.get("/auth/me").status == 200);
}

TEST_CASE("after logout is answered no request of that session succeeds, on any worker") {
    auth_world w;
    for (int round = 0; round < 5; ++round) {
        auto c = w.member("user" + std::to_string(round));
        const auto token = c.cookies["nucleus_access_token"];
        std::atomic<bool> out{false}, stop{false};
        std::atomic<int> before{0}, late{0};
        std::vector<std::thread> readers;
        for (int i = 0; i < 8; ++i)
            readers.emplace_back([&] {
                http_client r{w.node().port()};
                r.bearer = token;
                while (!stop) {
                    const bool sent_after = out;
                    const auto status = r.get("/auth/me").status;
                    if (status == 200) ++(sent_after ? late : before);
                }
            });
        while (before < 50) std::this_thread::yield();
        CHECK(c.send("POST", "/auth/logout", "").status == 200);
        out = true;
        std::this_thread::sleep_for(50ms);
        stop = true;
        for (auto& r : readers) r.join();
        CHECK(late == 0);
    }
}

TEST_CASE("what ends on one node ends on the others") {
    auth_world w;
    auto& other = w.add_node();
    auto c = w.member("ada");
    auto there = other.client();
    there.cookies = c.cookies;
    CHECK(there.get("/auth/me").status == 200);
    CHECK(there.get("/auth/me").status == 200);
    CHECK(c.send("POST", "/auth/logout", "").status == 200);
    CHECK(settled(there, "/auth/me", 401) == 401);
    CHECK(there.get("/auth/me").status == 401);
}

TEST_CASE("a session that nobody uses ends, and an expired token is no longer taken") {
    auth_world w{[](json::object& c) {
        auto& a = section(c, "authentication");
        section(a, "accessToken")["expiresIn"] = "1s";
        section(a, "sessions")["idleTimeout"] = "1h";
    }};
    auto c = w.member("ada");
    CHECK(settled(c, "/auth/me", 401) == 401);
    CHECK(c.send("POST", "/auth/refresh", "").status == 200);
    w.ask("UPDATE main.user_sessions SET last_activity_at = now() - interval '61 minutes'");
    CHECK(c.send("POST", "/auth/refresh", "").status == 401);
}
