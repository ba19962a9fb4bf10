// REFRESH: rotation, the grace window, and copies that give themselves away.
#include "auth_world.hpp"

using namespace nucleus::testing;

namespace {

std::string refresh_body(const std::string& token) {
    return R"({"refreshToken":")" + token + "\"}";
}

/// Tokens in the body: what a client without cookies holds.
answer sign_in(auth_world& w, const std::string& name) {
    auto c = w.client();
    c.use_cookies = false;
    return c.post("/auth/login", w.credentials(name, R"(,"tokenDelivery":"body")"));
}
http_client bare(auth_world& w) {
    auto c = w.client();
    c.use_cookies = false;
    return c;
}

}

TEST_CASE("refreshing by cookie rotates the cookie and keeps the session") {
    auth_world w;
    auto c = w.member("ada");
    const auto session = c.get("/auth/me").text("/data/session/id");
    const auto before = c.cookies["nucleus_refresh_token"];
    c.cookies.erase("nucleus_access_token"); // expired
    const auto a = c.send("POST", "/auth/refresh", "");
    INFO(a.body);
    REQUIRE(a.status == 200);
    CHECK(a.text("/data/session/id") == session);
    CHECK(a.text("/data/tokenType") == "Bearer");
    CHECK(a.at("/data/accessToken").is_null());
    CHECK(a.body.find(c.cookies["nucleus_refresh_token"]) == std::string::npos);
    CHECK(c.cookies["nucleus_refresh_token"] != before);
    CHECK(c.get("/auth/me").status == 200);
    CHECK(c.post("/auth/refresh", "{}").status == 200);
}

TEST_CASE("refreshing by body answers in the body and sets no cookie") {
    auth_world w;
    w.member("ada");
    auto c = bare(w);
    const auto first = sign_in(w, "ada").text("/data/refreshToken");
    const auto a = c.post("/auth/refresh", refresh_body(first));
    REQUIRE(a.status == 200);
    CHECK(a.all("Set-Cookie").empty());
    CHECK(a.text("/data/refreshToken") != first);
    c.bearer = a.text("/data/accessToken");
    CHECK(c.get("/auth/me").status == 200);
    c.bearer.clear();
    CHECK(c.post("/auth/refresh", R"({"refreshToken":")" + a.text("/data/refreshToken") +
                                      R"(","tokenDelivery":"body"})")
              .status == 200);
}

TEST_CASE("a token in a cookie does not come out in a body") {
    auth_world w;
    auto c = w.member("ada");
    const auto a = c.post("/auth/refresh", R"({"tokenDelivery":"body"})");
    CHECK(a.status == 422);
    CHECK(faults(a) == std::map<std::string, std::string>{{"/tokenDelivery", "not_allowed"}});
    CHECK(c.post("/auth/refresh", R"({"tokenDelivery":"cookie"})").status == 200);
}

TEST_CASE("within the grace window the previous token yields the same successor") {
    auth_world w;
    w.member("ada");
    auto c = bare(w);
    const auto zero = sign_in(w, "ada").text("/data/refreshToken");
    const auto one = c.post("/auth/refresh", refresh_body(zero)).text("/data/refreshToken");
    for (int i = 0; i < 3; ++i) {
        const auto again = c.post("/auth/refresh", refresh_body(zero));
        CHECK(again.status == 200);
        CHECK(again.text("/data/refreshToken") == one);
    }
    const auto two = c.post("/auth/refresh", refresh_body(one));
    CHECK(two.status == 200);
    CHECK(two.text("/data/refreshToken") != one);
}

TEST_CASE("an old refresh token ends its session, and only that") {
    auth_world w;
    w.member("ada");
    auto c = bare(w);
    const auto elsewhere = sign_in(w, "ada").text("/data/accessToken");
    const auto login = sign_in(w, "ada");
    const auto zero = login.text("/data/refreshToken");
    const auto one = c.post("/auth/refresh", refresh_body(zero)).text("/data/refreshToken");

    SECTION("two generations old") {
        c.post("/auth/refresh", refresh_body(one));
        CHECK(c.post("/auth/refresh", refresh_body(zero)).status == 401);
    }
    SECTION("one generation old, after the grace window") {
        w.ask(
            "UPDATE main.user_sessions SET refresh_rotated_at = refresh_rotated_at - interval '31 "
            "seconds' WHERE refresh_generation = 1");
        const auto a = c.post("/auth/refresh", refresh_body(zero));
        CHECK(a.status == 401);
        CHECK(a.code() == "invalid_refresh_token");
    }
    CHECK(c.post("/auth/refresh", refresh_body(one)).status == 401);
    c.bearer = login.text("/data/accessToken");
    CHECK(c.get("/auth/me").status == 401);
    c.bearer = elsewhere;
    CHECK(c.get("/auth/me").status == 200);
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions WHERE revoked_reason = "
                "'refresh_token_reused'") == "1");
    CHECK(w.node().wait_log("authentication.refresh"));
    CHECK(w.node().log().find(zero) == std::string::npos);
}

TEST_CASE("what is no refresh token of ours refreshes nothing") {
    auth_world w;
    w.member("ada");
    auto c = bare(w);
    const auto good = sign_in(w, "ada").text("/data/refreshToken");
    auto changed = good;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    for (const auto& bad : {std::string{"x"}, std::string{""}, changed, good + "A",
                            good.substr(0, good.size() - 1), std::string(70, 'A')}) {
        const auto a = c.post("/auth/refresh", refresh_body(bad));
        INFO(bad << "\n" << a.body);
        CHECK(a.status == 401);
        CHECK(a.code() == "invalid_refresh_token");
    }
    CHECK(c.send("POST", "/auth/refresh", "").status == 401);
    CHECK(c.post("/auth/refresh", "{}").status == 401);
    CHECK(c.post("/auth/refresh", R"({"refreshToken":7})").status == 422);
    CHECK(c.post("/auth/refresh", R"({"token":"x"})").status == 422);
    CHECK(c.post("/auth/refresh", refresh_body(std::string(513, 'A'))).status == 422);
    CHECK(c.post("/auth/refresh", "{").status == 400);
    CHECK(c.get("/auth/refresh").status == 405);
    c.bearer = good; // a refresh token is no access token
    CHECK(c.get("/auth/me").status == 401);
    c.bearer.clear();
    auto cross = w.client();
    CHECK(cross.post("/auth/refresh", refresh_body(good), {{"Origin", "https://evil.example"}})
              .code() == "cross_site_request");
    CHECK(c.post("/auth/refresh", refresh_body(good)).status == 200);
}

TEST_CASE("a session that is over refreshes no more") {
    auth_world w;
    w.member("ada");
    auto c = bare(w);
    const auto token = sign_in(w, "ada").text("/data/refreshToken");
    const auto refused = [&](const std::string& change, const std::string& back) {
        w.ask(change);
        CHECK(c.post("/auth/refresh", refresh_body(token)).status == 401);
        w.ask(back);
    };
    refused("UPDATE main.users SET is_active = false", "UPDATE main.users SET is_active = true");
    refused("UPDATE main.users SET deleted_at = now()", "UPDATE main.users SET deleted_at = NULL");
    refused("UPDATE main.user_sessions SET expires_at = now() - interval '1 second'",
            "UPDATE main.user_sessions SET expires_at = now() + interval '1 day'");
    refused("UPDATE main.user_sessions SET approval_status = 'rejected'",
            "UPDATE main.user_sessions SET approval_status = 'approved'");
    refused("UPDATE main.user_sessions SET revoked_at = now()",
            "UPDATE main.user_sessions SET revoked_at = NULL");
    CHECK(c.post("/auth/refresh", refresh_body(token)).status == 200);
}

TEST_CASE("fifty refreshes of one token make one rotation, and all get its successor") {
    auth_world w;
    w.member("ada");
    auto token = sign_in(w, "ada").text("/data/refreshToken");
    for (int round = 1; round <= race_rounds; ++round) {
        const auto got = fifty_at_once<std::string>([&](int) {
            http_client c{w.node().port()};
            const auto a = c.post("/auth/refresh", refresh_body(token));
            return outcome(a) + " " + a.text("/data/refreshToken");
        });
        REQUIRE(got.size() == 1);
        REQUIRE(got.begin()->first.starts_with("200 "));
        token = got.begin()->first.substr(4);
        CHECK(w.ask("SELECT max(refresh_generation) FROM main.user_sessions") ==
              std::to_string(round));
    }
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions WHERE revoked_at IS NOT NULL") == "0");
}
