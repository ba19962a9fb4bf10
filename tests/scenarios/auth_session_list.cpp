// SESSIONS_*: where one is signed in, and ending that.
#include "auth_world.hpp"
#include <catch2/generators/catch_generators.hpp>

using namespace nucleus::testing;

namespace {

constexpr const char* list = "/auth/sessions";
constexpr const char* revoke_one = "/auth/sessions/revoke";
constexpr const char* revoke_all = "/auth/sessions/revoke-all";

const header_list phone{
    {"User-Agent", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                   "Chrome/126.0.0.0 Mobile Safari/537.36"},
    {"Sec-CH-UA", R"("Chromium";v="126", "Google Chrome";v="126", "Not/A.Brand";v="8")"},
    {"Sec-CH-UA-Platform", R"("Android")"},
    {"Sec-CH-UA-Platform-Version", R"("14.0.0")"},
    {"Sec-CH-UA-Mobile", "?1"},
    {"Sec-CH-UA-Model", R"("Pixel 8")"}};

http_client sign_in(auth_world& w, const std::string& name, header_list headers = {}) {
    auto c = w.client();
    const auto a = c.post("/auth/login", w.credentials(name), std::move(headers));
    INFO(a.body);
    REQUIRE(a.status == 200);
    return c;
}
std::string id_of(http_client& c) { return c.get("/auth/sessions/current").text("/data/id"); }
std::string with_id(const std::string& id) { return R"({"id":")" + id + "\"}"; }
std::size_t alive(http_client& c) { return c.get(list).at("/data/items").as_array().size(); }

}

TEST_CASE("sessions tell where one is signed in, and on what") {
    auth_world w;
    auto here = w.member("ada");
    auto there = sign_in(w, "ada", phone);
    w.member("bob");
    CHECK(there.get("/auth/me").status == 200);
    const auto all = here.get(list);
    INFO(all.body);
    REQUIRE(all.status == 200);
    REQUIRE(all.at("/data/items").as_array().size() == 2);
    CHECK(all.text("/data/items/0/id") == id_of(there)); // last used first
    CHECK(all.text("/data/items/0/deviceName") == "Chrome on Android (Pixel 8)");
    CHECK(all.text("/data/items/0/deviceType") == "mobile");
    CHECK(all.text("/data/items/0/browserName") == "Chrome");
    CHECK(all.text("/data/items/0/browserVersion") == "126.0.0.0");
    CHECK(all.text("/data/items/0/osName") == "Android");
    CHECK(all.text("/data/items/0/osVersion") == "14.0.0");
    CHECK(all.text("/data/items/0/ipAddress") == "127.0.0.1");
    CHECK(all.text("/data/items/0/loginMethod") == "password");
    CHECK(all.text("/data/items/0/approvalStatus") == "approved");
    CHECK(all.at("/data/items/0/isCurrent") == false);
    CHECK(all.at("/data/items/1/isCurrent") == true);
    CHECK(all.text("/data/items/1/id") == id_of(here));
    for (const auto* time : {"lastActivityAt", "createdAt", "expiresAt"})
        CHECK_FALSE(all.text("/data/items/0/" + std::string{time}).empty());
    for (const auto* secret : {"seed", "hash", "token"})
        CHECK(all.body.find(secret) == std::string::npos);
    const auto current = here.get("/auth/sessions/current");
    CHECK(current.at("/data") == all.at("/data/items/1"));
    CHECK(here.get("/auth/me").at("/data/session") == current.at("/data"));
    CHECK(here.get("/auth/sessions/stats").at("/data") ==
          json::parse(R"({"active":2,"pending":0,"total":2})"));
}

TEST_CASE("a session is revoked by its owner, and by nobody else") {
    auth_world w;
    auto here = w.member("ada");
    auto there = sign_in(w, "ada");
    auto bob = w.member("bob");
    const auto id = id_of(there);
    CHECK(outcome(bob.post(revoke_one, with_id(id))) == "404 not_found");
    CHECK(there.get("/auth/me").status == 200);
    const auto a = here.post(revoke_one, with_id(id));
    CHECK(a.status == 200);
    CHECK(a.all("Set-Cookie").empty());
    CHECK(there.get("/auth/me").status == 401);
    CHECK(there.send("POST", "/auth/refresh", "").status == 401);
    CHECK(outcome(here.post(revoke_one, with_id(id))) == "404 not_found");
    CHECK(outcome(here.post(revoke_one, with_id("00000000-0000-7000-8000-000000000000"))) ==
          "404 not_found");
    CHECK(w.ask("SELECT revoked_reason FROM main.user_sessions WHERE id = '" + id + "'") ==
          "revoked");
    // The one that asks goes with its cookies.
    CHECK(here.post(revoke_one, with_id(id_of(here))).status == 200);
    CHECK(here.cookies.empty());
    CHECK(here.get(list).status == 401);
    CHECK(bob.get("/auth/me").status == 200);
}

TEST_CASE("all sessions are revoked, or all others") {
    auth_world w;
    auto here = w.member("ada");
    auto second = sign_in(w, "ada"), third = sign_in(w, "ada");
    auto bob = w.member("bob");
    CHECK(here.post(revoke_all, R"({"keepCurrent":true})").at("/data/revoked") == 2);
    CHECK(second.get("/auth/me").status == 401);
    CHECK(third.get("/auth/me").status == 401);
    CHECK(here.get("/auth/me").status == 200);
    CHECK(here.post(revoke_all, R"({"keepCurrent":true})").at("/data/revoked") == 0);
    auto fourth = sign_in(w, "ada");
    const bool bare = GENERATE(true, false);
    const auto all = bare ? here.send("POST", revoke_all, "") : here.post(revoke_all, "{}");
    CHECK(all.at("/data/revoked") == 2);
    CHECK(here.cookies.empty());
    CHECK(fourth.get("/auth/me").status == 401);
    CHECK(bob.get("/auth/me").status == 200);
}

TEST_CASE("what is over is not listed, counted or revoked") {
    auth_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["idleTimeout"] = "1h";
    }};
    auto here = w.member("ada");
    auto there = sign_in(w, "ada");
    const auto id = id_of(there);
    const auto on = "WHERE id = '" + id + "'";
    for (const std::string change :
         {"revoked_at = now()", "expires_at = now() - interval '1 s'",
          "last_activity_at = now() - interval '61 minutes'", "approval_status = 'rejected'"}) {
        INFO(change);
        w.ask("UPDATE main.user_sessions SET " + change + " " + on);
        CHECK(alive(here) == 1);
        CHECK(here.get("/auth/sessions/stats").at("/data/total") == 1);
        CHECK(outcome(here.post(revoke_one, with_id(id))) == "404 not_found");
        CHECK(here.post(revoke_all, R"({"keepCurrent":true})").at("/data/revoked") == 0);
        w.ask("UPDATE main.user_sessions SET revoked_at = NULL, expires_at = now() + interval '1 "
              "day', last_activity_at = now(), approval_status = 'approved' " +
              on);
        CHECK(alive(here) == 2);
    }
}

TEST_CASE("sessions that nobody uses do not cost one that is in use its place") {
    auth_world w{[](json::object& c) {
        auto& sessions = section(section(c, "authentication"), "sessions");
        sessions["maxPerUser"] = 2;
        sessions["idleTimeout"] = "1h";
    }};
    auto first = w.member("ada");
    const auto id = id_of(first);
    sign_in(w, "ada");
    w.ask("UPDATE main.user_sessions SET last_activity_at = now() - interval '2 hours' WHERE id <> "
          "'" +
          id + "'");
    sign_in(w, "ada");
    CHECK(first.get("/auth/me").status == 200);
    sign_in(w, "ada");
    CHECK(first.get("/auth/me").status == 401);
    CHECK(w.ask("SELECT revoked_reason FROM main.user_sessions WHERE id = '" + id + "'") ==
          "max_sessions");
}

TEST_CASE("bad input ends no session") {
    auth_world w;
    auto here = w.member("ada");
    auto there = sign_in(w, "ada");
    const auto id = id_of(there);
    const auto refused = [&](const char* path, const std::string& body) {
        const auto a = here.post(path, body);
        return std::to_string(a.status) + (a.status == 422 ? faults(a).begin()->second : "");
    };
    CHECK(refused(revoke_one, "{}") == "422required");
    CHECK(refused(revoke_one, R"({"id":7})") == "422wrong_type");
    CHECK(refused(revoke_one, R"({"id":null})") == "422wrong_type");
    CHECK(refused(revoke_one, R"({"id":["x"]})") == "422wrong_type");
    CHECK(refused(revoke_one, R"({"id":")" + id + R"(","all":true})") == "422unknown_field");
    CHECK(here.post(revoke_one, R"({"id":"' OR 1=1 --"})").status == 422);
    CHECK(here.post(revoke_one, R"({"id":")" + id + R"( "})").status == 422);
    CHECK(here.post(revoke_one, R"({"id":")" + std::string(100'000, 'a') + R"("})").status == 422);
    CHECK(here.post(revoke_one, R"({"id":")" + std::string(2'000'000, 'a') + R"("})").status ==
          413);
    CHECK(refused(revoke_one, R"({"id":")" + id + R"(","id":")" + id + R"("})") == "400");
    CHECK(refused(revoke_one, "{") == "400");
    CHECK(here.send("POST", revoke_one, "").status == 400);
    CHECK(refused(revoke_all, R"({"keepCurrent":"yes"})") == "422wrong_type");
    CHECK(refused(revoke_all, R"({"keep":true})") == "422unknown_field");
    CHECK(refused(revoke_all, "[]") == "422wrong_type");
    CHECK(refused(revoke_all, "nonsense") == "400");
    CHECK(here.send("POST", revoke_all, "{}", {{"Content-Type", "text/plain"}}).status == 415);
    for (const auto* path : {list, "/auth/sessions/current", "/auth/sessions/stats"}) {
        CHECK(here.get(std::string{path} + "?limit=1").status == 400);
        CHECK(here.post(path, "{}").status == 405);
    }
    CHECK(here.get(revoke_one).status == 405);
    CHECK(here.post(revoke_all, "{}", {{"Origin", "https://evil.example"}}).code() ==
          "cross_site_request");
    CHECK(there.get("/auth/me").status == 200);
    CHECK(alive(here) == 2);
    auto nobody = w.client();
    for (const auto* path : {list, "/auth/sessions/current", "/auth/sessions/stats"})
        CHECK(outcome(nobody.get(path)) == "401 unauthenticated");
    CHECK(outcome(nobody.post(revoke_one, with_id(id))) == "401 unauthenticated");
    CHECK(outcome(nobody.post(revoke_all, "{}")) == "401 unauthenticated");
    nobody.bearer = "nk_1_2";
    CHECK(outcome(nobody.get(list)) == "401 unauthenticated");
}

TEST_CASE("fifty who revoke one session end it once") {
    auth_world w;
    auto here = w.member("ada");
    const auto token = here.cookies["nucleus_access_token"];
    for (int round = 0; round < race_rounds / 4; ++round) {
        auto there = sign_in(w, "ada");
        const auto body = round % 2 == 0 ? with_id(id_of(there)) : R"({"keepCurrent":true})";
        const auto got = fifty_at_once<std::string>([&](int) {
            http_client c{w.node().port()};
            c.bearer = token;
            const auto a = c.post(round % 2 == 0 ? revoke_one : revoke_all, body);
            return outcome(a) + json::serialize(a.at("/data"));
        });
        using counts = std::map<std::string, int>;
        CHECK(got == (round % 2 == 0
                          ? counts{{"200null", 1}, {"404 not_foundnull", 49}}
                          : counts{{R"(200{"revoked":1})", 1}, {R"(200{"revoked":0})", 49}}));
        CHECK(there.get("/auth/me").status == 401);
    }
}

TEST_CASE("without the block there are no such endpoints") {
    auth_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["enabled"] = false;
    }};
    auto here = w.member("ada");
    for (const auto* path : {list, "/auth/sessions/current", "/auth/sessions/stats"})
        CHECK(here.get(path).status == 404);
    CHECK(here.post(revoke_all, "{}").status == 404);
    CHECK(here.get("/openapi.json").body.find("/auth/sessions") == std::string::npos);
    CHECK(here.get("/auth/me").status == 200);
}
