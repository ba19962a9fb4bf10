// REGISTER: accounts are made, once each, and only good ones.
#include "auth_world.hpp"

using namespace nucleus::testing;
using fault_map = std::map<std::string, std::string>;

TEST_CASE("registering makes an account and signs it in") {
    auth_world w;
    auto c = w.client();
    const auto a = c.post(
        "/auth/register",
        R"({"email":"  Ada@Example.COM ","password":"Correct-Horse-9","username":"Countess","firstName":"Ada","lastName":"Lovelace"})");
    INFO(a.body);
    REQUIRE(a.status == 200);
    CHECK(a.text("/data/user/email") == "ada@example.com");
    CHECK(a.at("/data/user/emailVerified") == false);
    CHECK(a.at("/data/user/isActive") == true);
    CHECK(a.at("/data/user/isGod") == false);
    CHECK(a.at("/data/user/roles") == json::parse(R"(["member"])"));
    CHECK(a.at("/data/verificationRequired") == false);
    for (const auto* secret : {"Correct-Horse-9", "argon2", "accessToken\"", "refreshToken\""})
        CHECK(a.body.find(secret) == std::string::npos);
    CHECK(c.cookies.contains("nucleus_access_token"));
    CHECK(c.cookies.contains("nucleus_refresh_token"));
    const auto me = c.get("/auth/me");
    CHECK(me.status == 200);
    CHECK(me.text("/data/profile/firstName") == "Ada");
    CHECK(me.text("/data/profile/lastName") == "Lovelace");

    // The names are taken now, in whatever case.
    auto other = w.client();
    const auto email = other.post("/auth/register", w.credentials("ADA"));
    CHECK(email.status == 409);
    CHECK(email.code() == "email_taken");
    const auto username = other.post(
        "/auth/register",
        R"({"email":"b@example.com","password":"Correct-Horse-9","username":"COUNTESS"})");
    CHECK(username.status == 409);
    CHECK(username.code() == "username_taken");
    CHECK(other.cookies.empty());
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE NOT is_god") == "1");
    CHECK(w.ask("SELECT password LIKE '$argon2id$%' FROM main.users WHERE NOT is_god") == "t");

    // Who was deleted makes room.
    w.ask("UPDATE main.users SET deleted_at = now() WHERE email = 'ada@example.com'");
    CHECK(other.post("/auth/register", w.credentials("ada")).status == 200);
}

TEST_CASE("a client without cookies gets its first tokens in the body") {
    auth_world w;
    auto c = w.client();
    const auto a = c.post("/auth/register", w.credentials("ada", R"(,"tokenDelivery":"body")"));
    REQUIRE(a.status == 200);
    CHECK(a.all("Set-Cookie").empty());
    c.bearer = a.text("/data/accessToken");
    CHECK(c.get("/auth/me").status == 200);
    CHECK(c.post("/auth/refresh", R"({"refreshToken":")" + a.text("/data/refreshToken") + "\"}")
              .status == 200);
}

TEST_CASE("what is wrong with a registration is told at once, and makes nothing") {
    auth_world w;
    auto c = w.client();
    const auto refused = [&](const std::string& body, const fault_map& expected) {
        const auto a = c.post("/auth/register", body);
        INFO(body << "\n" << a.body);
        CHECK(a.status == 422);
        CHECK(a.code() == "validation_failed");
        CHECK(faults(a) == expected);
    };
    refused("{}", {{"/email", "required"}, {"/password", "required"}});
    refused(R"({"email":"nonsense","password":"Correct-Horse-9"})", {{"/email", "malformed"}});
    refused(R"({"email":7,"password":true})",
            {{"/email", "wrong_type"}, {"/password", "wrong_type"}});
    refused(R"({"email":null,"password":"Correct-Horse-9"})", {{"/email", "wrong_type"}});
    refused(R"({"email":"a@example.com","password":"short","isGod":true})",
            {{"/isGod", "unknown_field"}, {"/password", "too_short"}});
    refused(R"({"email":"nonsense","password":"short"})",
            {{"/email", "malformed"}, {"/password", "too_short"}});
    refused(R"({"email":"a@example.com","password":"short","username":"a b"})",
            {{"/password", "too_short"}, {"/username", "invalid"}});
    refused(R"({"email":"lovelace@example.com","password":"Lovelace-1842"})",
            {{"/password", "contains_identity"}});
    refused(R"({"email":"a@example.com","password":"Password123"})", {{"/password", "too_common"}});
    refused(R"({"email":"a@example.com","password":"Correct-Horse-9","tokenDelivery":"pigeon"})",
            {{"/tokenDelivery", "not_allowed"}});
    refused(R"({"email":"a@example.com","password":")" + std::string(1025, 'x') + "\"}",
            {{"/password", "too_long"}});
    refused(R"({"email":")" + std::string(250, 'a') +
                R"(@example.com","password":"Correct-Horse-9"})",
            {{"/email", "too_long"}});
    refused(R"({"email":"a@example.com","password":"Correct-Horse-9","firstName":")" +
                std::string(101, 'x') + "\"}",
            {{"/firstName", "too_long"}});

    for (const std::string bad :
         {"", "{", "[]x", R"({"email":"a@example.com","email":"b@example.com"})", "\xff",
          R"({"email":"a\u0000@example.com","password":"Correct-Horse-9"})"}) {
        const auto a =
            c.send("POST", "/auth/register", bad, {{"Content-Type", "application/json"}});
        INFO(bad << "\n" << a.body);
        CHECK(a.status == 400);
    }
    CHECK(c.post("/auth/register", w.credentials("ada"), {{"Content-Type", "text/plain"}}).status ==
          415);
    CHECK(c.get("/auth/register").status == 405);
    CHECK(c.post("/auth/register?role=godmin", w.credentials("ada")).status == 400);
    CHECK(c.post("/auth/register", w.credentials("ada"), {{"Origin", "https://evil.example"}})
              .code() == "cross_site_request");
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE NOT is_god") == "0");
}

TEST_CASE("of fifty that register one address, one gets it") {
    auth_world w;
    for (int round = 0; round < race_rounds; ++round) {
        const auto outcomes = fifty_at_once<std::string>([&](int i) {
            http_client c{w.node().port()};
            const auto name = (i % 2 ? "ada" : "ADA") + std::to_string(round);
            return outcome(c.post("/auth/register", auth_world::credentials(name)));
        });
        CHECK(outcomes == std::map<std::string, int>{{"200", 1}, {"409 email_taken", 49}});
    }
    const auto once_each = std::to_string(race_rounds);
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE NOT is_god") == once_each);
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions s JOIN main.users u ON u.id = s.user_id "
                "WHERE NOT u.is_god") == once_each);
}

TEST_CASE("an address that is written in another way is the same address") {
    auth_world w;
    auto c = w.client();
    const auto body = [](const std::string& email) {
        return R"({"email":")" + email + R"(","password":")" + password + "\"}";
    };
    CHECK(c.post("/auth/register", body("rene\u0301@example.com")).text("/data/user/email") ==
          "ren\u00e9@example.com");
    CHECK(outcome(c.post("/auth/register", body("ren\u00e9@example.com"))) == "409 email_taken");
    CHECK(outcome(c.post("/auth/register", body(" REN\u00e9@Example.com "))) == "409 email_taken");
    CHECK(c.post("/auth/login", body("Rene\u0301@EXAMPLE.com")).status == 200);
    CHECK(c.post("/auth/login", body("ren\u00e9@example.com")).status == 200);
}
