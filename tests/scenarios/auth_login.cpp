// LOGIN: who may come in, who may not, and what that tells.
#include "auth_world.hpp"
#include <csignal>

using namespace nucleus::testing;
using fault_map = std::map<std::string, std::string>;

namespace {

/// An answer without what differs from request to request.
std::string body_without_id(const answer& a) {
    auto v = a.json();
    v.as_object().erase("requestId");
    return json::serialize(v);
}

}

TEST_CASE("signing in by e-mail address or user name sets cookies that no script reads") {
    auth_world w;
    auto c = w.client();
    REQUIRE(
        c.post("/auth/register",
               R"({"email":"ada@example.com","password":"Correct-Horse-9","username":"Countess"})")
            .status == 200);
    for (const std::string body :
         {R"({"email":" ADA@example.com","password":"Correct-Horse-9"})",
          R"({"username":"countess","password":"Correct-Horse-9"})",
          R"({"username":"COUNTESS ","password":"Correct-Horse-9","rememberMe":true})"}) {
        auto fresh = w.client();
        const auto a = fresh.post("/auth/login", body);
        INFO(a.body);
        REQUIRE(a.status == 200);
        CHECK(a.text("/data/user/username") == "countess");
        CHECK(a.text("/data/tokenType") == "Bearer");
        CHECK(a.text("/data/session/approvalStatus") == "approved");
        CHECK_FALSE(a.text("/data/user/lastLoginAt").empty());
        CHECK(a.body.find("oken\":\"ey") == std::string::npos);
        const auto set = a.all("Set-Cookie");
        REQUIRE(set.size() == 2);
        const bool remembered = body.find("rememberMe") != std::string::npos;
        for (const auto& line : set) {
            INFO(line);
            CHECK(line.find("HttpOnly") != std::string::npos);
            CHECK(line.find("SameSite=Lax") != std::string::npos);
            CHECK(line.find("Secure") == std::string::npos); // development
            CHECK((line.find("Max-Age=") != std::string::npos) == remembered);
            const bool refresh = line.starts_with("nucleus_refresh_token=");
            CHECK(line.find(refresh ? "Path=/auth" : "Path=/") != std::string::npos);
        }
        CHECK(fresh.get("/auth/me").text("/data/session/id") == a.text("/data/session/id"));
    }
    CHECK(w.ask("SELECT login_count FROM main.users WHERE username = 'countess'") == "4");
}

TEST_CASE("a wrong password and an unknown account are answered alike") {
    auth_world w;
    w.member("ada");
    auto c = w.client();
    const auto known = c.post("/auth/login", w.wrong("ada"));
    const auto unknown = c.post("/auth/login", w.wrong("nobody"));
    CHECK(known.status == 401);
    CHECK(known.code() == "invalid_credentials");
    CHECK(unknown.status == 401);
    CHECK(body_without_id(known) == body_without_id(unknown));
    CHECK(c.cookies.empty());
    CHECK(w.node().log().find("example.com") == std::string::npos);
    CHECK(w.node().log().find("Wrong-Horse") == std::string::npos);
}

TEST_CASE("a request to sign in that makes no sense is refused before anything is counted") {
    auth_world w;
    auto c = w.client();
    const auto refused = [&](const std::string& body, const fault_map& expected) {
        const auto a = c.post("/auth/login", body);
        INFO(body << "\n" << a.body);
        CHECK(a.status == 422);
        CHECK(faults(a) == expected);
    };
    refused("{}", {{"/password", "required"}});
    refused(R"({"password":"x"})", {{"/email", "required"}});
    refused(R"({"email":"a@example.com","username":"a","password":"x"})", {{"/email", "required"}});
    refused(R"({"email":"a@example.com","password":"x","admin":1})", {{"/admin", "unknown_field"}});
    refused(R"({"email":["a@example.com"],"password":{"$ne":1}})",
            {{"/email", "wrong_type"}, {"/password", "wrong_type"}});
    refused(R"({"email":"a@example.com","password":")" + std::string(1025, 'x') + "\"}",
            {{"/password", "too_long"}});
    CHECK(c.post("/auth/login", "{").status == 400);
    CHECK(c.post("/auth/login", w.credentials("ada"), {{"Sec-Fetch-Site", "cross-site"}}).code() ==
          "cross_site_request");
    CHECK(c.send("POST", "/auth/login", "email=a",
                 {{"Content-Type", "application/x-www-form-urlencoded"}})
              .status == 415);
    CHECK(w.ask("SELECT count(*) FROM main.login_failures") == "0");
    // Text that tries to be SQL is a name that nobody has.
    CHECK(c.post("/auth/login", R"({"username":"' OR 1=1 --","password":"x"})").status == 401);
}

TEST_CASE("five failures lock a name for half an hour, whether or not anybody has it") {
    auth_world w;
    w.member("ada");
    auto c = w.client();
    answer locked[2];
    for (int i = 0; i < 2; ++i) {
        const std::string name = i == 0 ? "ada" : "nobody";
        for (int n = 0; n < 5; ++n)
            CHECK(outcome(c.post("/auth/login", w.wrong(name))) == "401 invalid_credentials");
        locked[i] = c.post("/auth/login", w.credentials(name));
        CHECK(locked[i].status == 403);
        CHECK(locked[i].code() == "account_locked");
        const auto wait = std::stoi(locked[i].header("Retry-After"));
        CHECK(wait > 1700);
        CHECK(wait <= 1800);
    }
    CHECK(body_without_id(locked[0]) == body_without_id(locked[1]));
    w.restart();
    auto later = w.client();
    CHECK(later.post("/auth/login", w.credentials("ada")).code() == "account_locked");
    // The half hour is over.
    w.ask("UPDATE main.login_failures SET locked_until = now() - interval '1 second'");
    CHECK(later.post("/auth/login", w.wrong("ada")).code() == "invalid_credentials");
    CHECK(later.post("/auth/login", w.credentials("ada")).status == 200);
    // Signing in has cleared the count.
    for (int n = 0; n < 4; ++n) later.post("/auth/login", w.wrong("ada"));
    CHECK(later.post("/auth/login", w.credentials("ada")).status == 200);
    for (int n = 0; n < 4; ++n) later.post("/auth/login", w.wrong("ada"));
    CHECK(later.post("/auth/login", w.credentials("ada")).status == 200);
}

TEST_CASE("of fifty wrong passwords at once five are answered, then the account is locked") {
    auth_world w;
    for (int round = 0; round < race_rounds; ++round) {
        const auto name = "ada" + std::to_string(round); // the last ones are nobody's
        if (round < race_rounds / 2) w.member(name);
        const auto outcomes = fifty_at_once<std::string>([&](int) {
            http_client c{w.node().port()};
            return outcome(c.post("/auth/login", auth_world::wrong(name)));
        });
        CHECK(outcomes == std::map<std::string, int>{{"401 invalid_credentials", 5},
                                                     {"403 account_locked", 45}});
        CHECK(w.client().post("/auth/login", w.credentials(name)).code() == "account_locked");
    }
}

TEST_CASE("an account that was switched off or deleted does not come in") {
    auth_world w;
    w.member("ada");
    auto c = w.client();
    w.ask("UPDATE main.users SET is_active = false WHERE email = 'ada@example.com'");
    CHECK(c.post("/auth/login", w.wrong("ada")).code() == "invalid_credentials");
    const auto off = c.post("/auth/login", w.credentials("ada"));
    CHECK(off.status == 403);
    CHECK(off.code() == "account_disabled"); // only after the right password
    w.ask("UPDATE main.users SET is_active = true, deleted_at = now() WHERE email = "
          "'ada@example.com'");
    CHECK(c.post("/auth/login", w.credentials("ada")).code() == "invalid_credentials");
    CHECK(c.cookies.empty());
}

TEST_CASE("a hash with other parameters is replaced at the next sign-in") {
    auth_world w;
    w.member("ada");
    w.config()["authentication"].as_object()["passwordHashing"] =
        json::parse(R"({"memoryKiB":9216,"iterations":2,"queue":1000})");
    w.restart();
    const auto hash = [&] {
        return w.ask("SELECT password FROM main.users WHERE email = 'ada@example.com'");
    };
    CHECK(hash().find("m=8192,t=1,") != std::string::npos);
    auto c = w.client();
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(hash().find("m=9216,t=2,") != std::string::npos);
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
}

TEST_CASE("who signs in while another sign-in hashes the password anew comes in too") {
    auth_world w;
    constexpr int accounts = 5; // an old hash can be met once only
    for (int n = 0; n < accounts; ++n) w.member("ada" + std::to_string(n));
    section(section(w.config(), "authentication"), "passwordHashing")["iterations"] = 2;
    w.restart();
    for (int n = 0; n < accounts; ++n) {
        const auto body = auth_world::credentials("ada" + std::to_string(n));
        const auto outcomes = fifty_at_once<std::string>([&](int) {
            http_client c{w.node().port()};
            return outcome(c.post("/auth/login", body));
        });
        CHECK(outcomes == std::map<std::string, int>{{"200", 50}});
    }
}

TEST_CASE("over maxPerUser the oldest sessions end, however many sign in at once") {
    auth_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["maxPerUser"] = 3;
    }};
    w.member("ada");
    std::vector<std::string> tokens(50);
    all_at_once(50, [&](int i) {
        http_client c{w.node().port()};
        tokens[static_cast<std::size_t>(i)] =
            c.post("/auth/login", auth_world::credentials("ada", R"(,"tokenDelivery":"body")"))
                .text("/data/accessToken");
    });
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions s JOIN main.users u ON u.id = s.user_id "
                "WHERE s.revoked_at IS NULL AND NOT u.is_god") == "3");
    int alive = 0;
    auto c = w.client();
    c.use_cookies = false;
    for (const auto& t : tokens) {
        REQUIRE_FALSE(t.empty());
        c.bearer = t;
        alive += c.get("/auth/me").status == 200;
    }
    CHECK(alive == 3);
    // One after the other, it is the last three that live.
    std::vector<std::string> later;
    for (int i = 0; i < 5; ++i)
        later.push_back(c.post("/auth/login", w.credentials("ada", R"(,"tokenDelivery":"body")"))
                            .text("/data/accessToken"));
    for (std::size_t i = 0; i < later.size(); ++i) {
        c.bearer = later[i];
        CHECK(c.get("/auth/me").status == (i < 2 ? 401 : 200));
    }
}

TEST_CASE("a name that only Unicode folds into another's does not reach that account") {
    auth_world w;
    auto c = w.client();
    REQUIRE(
        c.post("/auth/register", R"({"email":"mike@kiwi.example","password":"Correct-Horse-9"})")
            .status == 200);
    // U+0130 folds into i, U+FF4D is a wide m: each would have a counter of failures of its own.
    for (const std::string name : {"m\u0130ke@kiwi.example", "\uff4dike@kiwi.example"}) {
        auto fresh = w.client();
        const auto a = fresh.post("/auth/login",
                                  R"({"email":")" + name + R"(","password":"Correct-Horse-9"})");
        CHECK(a.status == 401);
        CHECK(a.code() == "invalid_credentials");
    }
    CHECK(c.post("/auth/login", R"({"email":"MIKE@kiwi.example","password":"Correct-Horse-9"})")
              .status == 200);
    // The kelvin (U+212A) is a K in another spelling: the same account, and the same counter.
    for (int i = 0; i < 5; ++i)
        c.post("/auth/login",
               "{\"email\":\"mi\u212ae@kiwi.example\",\"password\":\"Wrong-Horse-99\"}");
    CHECK(outcome(c.post("/auth/login",
                         R"({"email":"mike@kiwi.example","password":"Correct-Horse-9"})")) ==
          "403 account_locked");
}

TEST_CASE("a reload forgets what was in memory, and nobody is signed out by that") {
    auth_world w;
    auto c = w.client();
    REQUIRE(c.post("/auth/register", R"({"email":"ada@example.com","password":"Correct-Horse-9"})")
                .status == 200);
    CHECK(c.get("/auth/me").status == 200);
    w.node().signal(SIGHUP);
    REQUIRE(w.node().wait_log("reloaded"));
    CHECK(c.get("/auth/me").status == 200);
    CHECK(c.get("/openapi.json").status == 200);
}

TEST_CASE("a reload whose keys are unusable changes nothing") {
    auth_world w;
    auto c = w.member("ada");
    auto& authentication = section(w.config(), "authentication");
    section(authentication, "accessToken")["secret"] = "GOD_PASSWORD"; // 16 bytes
    section(w.config(), "server")["cors"] = json::parse(R"({"origins":["https://shop.example"]})");
    w.node().write_config(json::serialize(w.config()));
    w.node().signal(SIGHUP);
    REQUIRE(w.node().wait_log("reload refused"));
    CHECK(w.node().wait_log("accessToken.secret"));
    CHECK(c.get("/auth/me").status == 200);
    CHECK(c.get("/livez", {{"Origin", "https://shop.example"}})
              .header("Access-Control-Allow-Origin")
              .empty());
}
