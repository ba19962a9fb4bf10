// Acting in another's name, and being oneself again.
#include "api_key_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char *start_path = "/auth/admin/impersonate",
                     *stop_path = "/auth/admin/impersonate/stop";

/// Support may act in others' names, and do what members may.
struct support_world : auth_world {
    explicit support_world(const std::function<void(json::object&)>& change = {})
        : auth_world{[&](json::object& c) {
            auto& seed = section(section(c, "authorization"), "seed");
            seed["roles"].as_array().push_back(json::object{{"name", "support"}});
            seed["roleClaimAssignments"].as_array().push_back(json::parse(
                R"({"role":"support","claims":["admin.impersonate","get.things","post.things"]})"));
            if (change) change(c);
        }} {}

    http_client god() {
        auto c = client();
        REQUIRE(
            c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
                .status == 200);
        return c;
    }
    std::string id(const std::string& name) const {
        return ask("SELECT id FROM main.users WHERE email = '" + name + "@example.com'");
    }
    answer give(http_client& by, const std::string& name, const std::string& role) const {
        return by.post(
            "/userRoles",
            json::serialize(json::object{
                {"userId", id(name)},
                {"roleId", ask("SELECT id FROM main.roles WHERE name = '" + role + "'")}}));
    }
    http_client support() {
        auto c = member("sue");
        auto by = god();
        REQUIRE(give(by, "sue", "support").status == 201);
        return c;
    }
    answer start(http_client& by, const std::string& name) const {
        return by.post(start_path, R"({"userId":")" + id(name) + R"(","reason":"ticket 7"})");
    }
};

std::string who(http_client& c) { return c.get("/auth/me").text("/data/user/email"); }

}

TEST_CASE("somebody acts in another's name, and is oneself again") {
    support_world w;
    w.member("ada");
    auto sue = w.support();
    const auto own = sue.cookies;
    const auto started = w.start(sue, "ada");
    INFO(started.body);
    REQUIRE(started.status == 200);
    CHECK(started.text("/data/user/email") == "ada@example.com");
    CHECK(started.at("/data/refreshToken").is_null());
    for (const auto& [name, value] : own) CHECK(sue.cookies[name] != value);
    const auto me = sue.get("/auth/me");
    CHECK(me.text("/data/user/email") == "ada@example.com");
    CHECK(me.text("/data/impersonator/email") == "sue@example.com");
    CHECK(me.text("/data/session/loginMethod") == "impersonation");
    CHECK(sue.get("/things").status == 200);
    CHECK(sue.post("/things", R"({"code":"a"})").status == 403); // hers, not Ada's
    CHECK(sue.post("/auth/refresh", "").status == 200);
    CHECK(sue.get("/auth/me").text("/data/impersonator/id") == w.id("sue"));
    const auto rights = sue.post("/auth/check", "{}");
    CHECK(rights.text("/data/rights/impersonatorId") == w.id("sue"));

    const auto lent = sue.cookies;
    const auto stopped = sue.post(stop_path, "");
    INFO(stopped.body);
    CHECK(stopped.text("/data/user/email") == "sue@example.com");
    CHECK(who(sue) == "sue@example.com");
    CHECK(sue.get("/auth/me").at("/data/impersonator").is_null());
    CHECK(sue.post("/things", R"({"code":"a"})").status == 201);
    CHECK(sue.post(stop_path, "").code() == "not_impersonating");
    CHECK(sue.post("/auth/refresh", "").status == 200);
    auto late = w.client();
    late.cookies = lent;
    CHECK(late.get("/auth/me").status == 401);
    CHECK(late.post("/auth/refresh", "").status == 401);
    CHECK(w.ask("SELECT login_count FROM main.users WHERE email = 'ada@example.com'") == "1");
}

TEST_CASE("a client without cookies gets tokens in the answer, and they say who acts") {
    support_world w;
    w.member("ada");
    w.support();
    auto sue = w.client();
    sue.use_cookies = false;
    sue.bearer = sue.post("/auth/login", w.credentials("sue", R"(,"tokenDelivery":"body")"))
                     .text("/data/accessToken");
    const auto started = w.start(sue, "ada");
    REQUIRE(started.status == 200);
    CHECK(started.all("Set-Cookie").empty());
    sue.bearer = started.text("/data/accessToken");
    CHECK(who(sue) == "ada@example.com");
    const auto back = sue.post(stop_path, "");
    CHECK_FALSE(back.text("/data/refreshToken").empty());
    sue.bearer = back.text("/data/accessToken");
    CHECK(who(sue) == "sue@example.com");
}

TEST_CASE("what is left to an account's owner is refused by name") {
    support_world w{[](json::object& c) {
        section(c, "email") = {{"provider", "file"}};
        section(section(c, "authentication"), "emailVerification")["enabled"] = false;
    }};
    w.member("ada");
    w.member("bob");
    auto god = w.god();
    const auto member_role = w.ask("SELECT id FROM main.roles WHERE name = 'member'");
    REQUIRE(w.give(god, "ada", "keeper").status == 201);
    REQUIRE(w.start(god, "ada").status == 200);
    const auto before =
        w.ask("SELECT xmin || password FROM main.users WHERE email = 'ada@example.com'");
    const std::tuple<const char*, std::string, std::string> forbidden[] = {
        {"POST", "/auth/password/change",
         R"({"currentPassword":"Correct-Horse-9","newPassword":"Other-Horse-99"})"},
        {"POST", "/auth/password/set", R"({"newPassword":"Other-Horse-99"})"},
        {"POST", "/auth/email/change",
         R"({"newEmail":"evil@example.com","password":"Correct-Horse-9"})"},
        {"POST", keys_path, key_asking_for(R"("allowedClaims":["*"])")},
        {"GET", keys_path, ""},
        {"POST", start_path, R"({"userId":")" + w.id("bob") + "\"}"}};
    for (const auto& [verb, path, body] : forbidden) {
        const auto a = god.send(verb, path, body);
        INFO(path << a.body);
        CHECK(outcome(a) == "403 impersonation_forbidden");
    }
    CHECK(w.ask("SELECT xmin || password FROM main.users WHERE email = 'ada@example.com'") ==
          before);
    CHECK(w.ask("SELECT count(*) FROM main.api_keys") == "0");
    CHECK(god.post("/auth/logout", "").status == 200);
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions s JOIN main.users u ON u.id = s.user_id "
                "WHERE u.is_god AND s.revoked_at IS NULL") == "0"); // nothing leads back to it
}

TEST_CASE("rights of the system are not changed in another's name, even by who has them") {
    support_world w{[](json::object& c) {
        auto& seed = section(section(c, "authorization"), "seed");
        seed["roles"].as_array().push_back(json::object{{"name", "clerk"}});
        seed["roleClaimAssignments"].as_array().push_back(json::parse(
            R"({"role":"clerk","claims":["post.roles","post.claims","post.user_roles","post.role_claims",
                "put.users","get.users"]})"));
    }};
    w.member("ada");
    auto god = w.god();
    REQUIRE(w.give(god, "ada", "clerk").status == 201);
    REQUIRE(w.start(god, "ada").status == 200);
    CHECK(god.get("/users").status == 200);
    CHECK(god.post("/roles", R"({"name":"boss"})").code() == "impersonation_forbidden");
    CHECK(god.post("/claims", R"({"action":"x.y","path":"/","method":"GET"})").code() ==
          "impersonation_forbidden");
    CHECK(w.give(god, "ada", "keeper").code() == "impersonation_forbidden");
    CHECK(god.patch("/users/" + w.id("ada"), R"({"username":"adah"})").code() ==
          "impersonation_forbidden");
    CHECK(god.post(stop_path, "").status == 200);
    CHECK(god.post("/roles", R"({"name":"boss"})").status == 201);
}

TEST_CASE("nobody acts in the name of who may do more, and bad input starts nothing") {
    support_world w;
    auto ada = w.member("ada");
    auto god = w.god();
    w.member("kim");
    REQUIRE(w.give(god, "kim", "keeper").status == 201);
    auto sue = w.support();
    CHECK(outcome(w.start(ada, "sue")) == "403 forbidden");
    auto nobody = w.client();
    CHECK(outcome(w.start(nobody, "ada")) == "401 unauthenticated");
    CHECK(outcome(w.start(sue, "kim")) == "403 forbidden");
    CHECK(outcome(w.start(sue, "god")) == "403 forbidden");
    CHECK(outcome(w.start(god, "kim")) == "200");
    auto robot = program(w.client(), make_key(w, sue, R"("allowedRoles":["*"])"));
    CHECK(outcome(w.start(robot, "ada")) == "403 forbidden");
    const auto refused = [&](const std::string& body, const char* at, const char* code) {
        const auto a = sue.post(start_path, body);
        INFO(body << a.body);
        CHECK(a.status == 422);
        CHECK(faults(a)[at] == code);
    };
    refused(R"({"userId":")" + w.id("sue") + "\"}", "/userId", "invalid");
    CHECK(outcome(sue.post(start_path, R"({"userId":"00000000-0000-7000-8000-000000000000"})")) ==
          "404 not_found");
    refused(R"({"userId":"' OR 1=1"})", "/userId", "malformed");
    refused(R"({"userId":5})", "/userId", "wrong_type");
    refused("{}", "/userId", "required");
    refused(R"({"userId":")" + w.id("ada") + R"(","more":1})", "/more", "unknown_field");
    refused(R"({"userId":")" + w.id("ada") + R"(","reason":")" + std::string(501, 'x') + "\"}",
            "/reason", "too_long");
    refused(R"({"userId":")" + w.id("ada") + R"(","tokenDelivery":"body"})", "/tokenDelivery",
            "not_allowed");
    CHECK(sue.post(start_path, "{").code() == "malformed_json");
    CHECK(faults(sue.post(stop_path, R"({"more":1})"))["/more"] == "unknown_field");
    CHECK(faults(sue.post(stop_path, R"({"tokenDelivery":"body"})"))["/tokenDelivery"] ==
          "not_allowed");
    auto again = w.god();
    CHECK(again.patch("/users/" + w.id("ada"), R"({"isActive":false})").status == 200);
    CHECK(w.start(sue, "ada").status == 404);
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions WHERE impersonator_id IS NOT NULL") ==
          "1");
    CHECK(who(sue) == "sue@example.com");
}

TEST_CASE("it ends with the session and the right behind it, on every node") {
    support_world w;
    auto& other = w.add_node();
    w.member("ada");
    auto sue = w.support();
    auto god = w.god();
    const auto acting = [&] {
        auto c = w.client();
        REQUIRE(c.post("/auth/login", w.credentials("sue")).status == 200);
        auto own = w.client();
        own.cookies = c.cookies;
        REQUIRE(w.start(c, "ada").status == 200);
        auto there = other.client();
        there.cookies = c.cookies;
        CHECK(who(c) == "ada@example.com");
        CHECK(who(there) == "ada@example.com");
        return std::tuple{std::move(c), std::move(own), std::move(there)};
    };
    const auto over = [&](http_client& c) {
        int status = 200;
        for (int i = 0; i < 500 && (status = c.get("/auth/me").status) == 200; ++i)
            std::this_thread::sleep_for(2ms);
        return status == 401;
    };
    auto [c, own, there] = acting();
    CHECK(own.post("/auth/logout", "").status == 200);
    CHECK(c.get("/auth/me").status == 401);
    CHECK(c.post("/auth/refresh", "").status == 401);
    CHECK(over(there));

    auto [second, second_own, second_there] = acting();
    const auto granted = w.ask("SELECT ur.id FROM main.user_roles ur JOIN main.roles r ON r.id = "
                               "ur.role_id WHERE r.name = 'support'");
    CHECK(god.del("/userRoles/" + granted).status == 200);
    CHECK(second.get("/auth/me").status == 401);
    CHECK(over(second_there));
    CHECK(who(second_own) == "sue@example.com");

    REQUIRE(w.give(god, "sue", "support").status == 201);
    auto [third, third_own, third_there] = acting();
    REQUIRE(w.give(god, "ada", "keeper").status == 201); // more than Sue has
    CHECK(who(third) == "ada@example.com");
    CHECK(third.get("/vaults").status == 403);
    CHECK(god.patch("/users/" + w.id("sue"), R"({"isActive":false})").status == 200);
    CHECK(third.get("/auth/me").status == 401);
    CHECK(over(third_there));
}

TEST_CASE("it is short") {
    support_world w{[](json::object& c) {
        section(section(c, "authentication"), "impersonation")["maxDuration"] = "2s";
    }};
    w.member("ada");
    auto sue = w.support();
    REQUIRE(w.start(sue, "ada").status == 200);
    CHECK(who(sue) == "ada@example.com");
    int status = 200;
    for (int i = 0; i < 1000 && (status = sue.post("/auth/refresh", "").status) == 200; ++i)
        std::this_thread::sleep_for(10ms);
    CHECK(status == 401);
    CHECK(sue.get("/auth/me").status == 401);
}

TEST_CASE("who acts in another's name is not idle, nor do tokens outlive the session") {
    support_world w{[](json::object& c) {
        auto& auth = section(c, "authentication");
        section(auth, "accessToken")["expiresIn"] = "4s";
        section(auth, "sessions")["idleTimeout"] = "4s";
        section(auth, "impersonation")["maxDuration"] = "30s";
    }};
    w.member("ada");
    auto sue = w.support();
    const auto started = w.start(sue, "ada");
    REQUIRE(started.status == 200);
    for (int i = 0; i < 6; ++i) {
        std::this_thread::sleep_for(1500ms);
        CHECK(sue.post("/auth/refresh", "").status == 200);
    }
    CHECK(who(sue) == "ada@example.com");
    const auto back = sue.post(stop_path, "");
    CHECK(back.status == 200);
    CHECK(who(sue) == "sue@example.com");
}

TEST_CASE("whoever missed the answer of the stop comes back by a refresh") {
    support_world w;
    w.member("ada");
    auto sue = w.support();
    const auto start = [&] {
        REQUIRE(w.start(sue, "ada").status == 200);
        return sue.cookies;
    };
    const auto with = [&](const std::map<std::string, std::string>& cookies) {
        auto c = w.client();
        c.cookies = cookies;
        return c;
    };
    auto lent = with(start());
    const auto before = lent.cookies;
    CHECK(sue.post(stop_path, "").status == 200);
    CHECK(outcome(lent.post(stop_path, "")) == "401 unauthenticated");
    const auto back = lent.post("/auth/refresh", "");
    CHECK(back.status == 200);
    CHECK(back.text("/data/user/email") == "sue@example.com");
    CHECK(lent.cookies["nucleus_refresh_token"] == sue.cookies["nucleus_refresh_token"]);
    CHECK(who(lent) == "sue@example.com");
    CHECK(outcome(lent.post(stop_path, "")) == "409 not_impersonating");
    // Fifty at once come back to the same token; nobody once somebody has gone on with it.
    const auto fifty = fifty_at_once<std::string>([&](int) {
        auto c = with(before);
        const auto a = c.post("/auth/refresh", "");
        return std::to_string(a.status) + " " + c.cookies["nucleus_refresh_token"];
    });
    CHECK(fifty == std::map<std::string, int>{{"200 " + sue.cookies["nucleus_refresh_token"], 50}});
    CHECK(sue.post("/auth/refresh", "").status == 200);
    auto late = with(before);
    CHECK(outcome(late.post("/auth/refresh", "")) == "401 invalid_refresh_token");

    // A token that was not in force then, or too late.
    auto replaced = with(start());
    CHECK(sue.post("/auth/refresh", "").status == 200);
    const auto current = sue.cookies;
    CHECK(sue.post(stop_path, "").status == 200);
    CHECK(outcome(replaced.post("/auth/refresh", "")) == "401 invalid_refresh_token");
    w.ask("UPDATE main.user_sessions SET revoked_at = revoked_at - interval '31 seconds' WHERE "
          "revoked_reason = 'impersonation_stopped'");
    w.ask("UPDATE main.user_sessions SET refresh_rotated_at = refresh_rotated_at - interval '31 "
          "seconds' WHERE user_id = '" +
          w.id("sue") + "'");
    auto slow = with(current);
    CHECK(outcome(slow.post("/auth/refresh", "")) == "401 invalid_refresh_token");
}

TEST_CASE("what ends otherwise leads nowhere") {
    support_world w;
    auto ada = w.member("ada");
    auto sue = w.support();
    // The user ends it.
    REQUIRE(w.start(sue, "ada").status == 200);
    CHECK(ada.post("/auth/sessions/revoke-all", R"({"keepCurrent":true})").status == 200);
    CHECK(outcome(sue.post("/auth/refresh", "")) == "401 invalid_refresh_token");
    // Signing out ends both.
    REQUIRE(sue.post("/auth/login", w.credentials("sue")).status == 200);
    REQUIRE(w.start(sue, "ada").status == 200);
    auto lent = w.client();
    lent.cookies = sue.cookies;
    CHECK(sue.post("/auth/logout", "").status == 200);
    CHECK(outcome(lent.post("/auth/refresh", "")) == "401 invalid_refresh_token");
    // The session behind it ends after the stop.
    REQUIRE(sue.post("/auth/login", w.credentials("sue")).status == 200);
    REQUIRE(w.start(sue, "ada").status == 200);
    lent.cookies = sue.cookies;
    CHECK(sue.post(stop_path, "").status == 200);
    CHECK(sue.post("/auth/logout", "").status == 200);
    CHECK(outcome(lent.post("/auth/refresh", "")) == "401 invalid_refresh_token");
}

TEST_CASE("of fifty that stop, one is oneself again") {
    support_world w;
    w.member("ada");
    w.support();
    for (int round = 0; round < race_rounds; ++round) {
        auto sue = w.client();
        REQUIRE(sue.post("/auth/login", w.credentials("sue")).status == 200);
        REQUIRE(w.start(sue, "ada").status == 200);
        const auto done = fifty_at_once<std::string>([&](int) {
            auto one = w.client();
            one.cookies = sue.cookies;
            return outcome(one.post(stop_path, ""));
        });
        for (const auto& [what, count] : done) UNSCOPED_INFO(count << " x " << what);
        CHECK(done == std::map<std::string, int>{{"200", 1}, {"401 unauthenticated", 49}});
    }
}
