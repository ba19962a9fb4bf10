// PASSWORD_CHANGE and PASSWORD_SET.
#include "auth_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr const char* change = "/auth/password/change";
constexpr const char* set = "/auth/password/set";

std::string changed(const std::string& from, const std::string& to, const std::string& more = {}) {
    return R"({"currentPassword":")" + from + R"(","newPassword":")" + to + "\"" + more + "}";
}

/// With the same session; for another thread.
http_client session_of(auth_world& w, const http_client& c) {
    http_client other{w.node().port()};
    other.cookies = c.cookies;
    return other;
}

}

TEST_CASE("a password is changed by who knows it, and everywhere else one is signed out") {
    auth_world w;
    auto here = w.member("ada");
    auto there = w.client();
    REQUIRE(there.post("/auth/login", w.credentials("ada")).status == 200);
    const auto a = here.post(change, changed(password, "Another-Horse-9"));
    INFO(a.body);
    CHECK(a.status == 200);
    CHECK(a.body.find("Horse") == std::string::npos);
    CHECK(here.get("/auth/me").status == 200);
    CHECK(there.get("/auth/me").status == 401);
    CHECK(there.post("/auth/refresh", "").status == 401);
    CHECK(w.client().post("/auth/login", w.credentials("ada")).status == 401);
    CHECK(there.post("/auth/login", R"({"email":"ada@example.com","password":"Another-Horse-9"})")
              .status == 200);
    // Others stay when that is asked for.
    CHECK(here.post(change,
                    changed("Another-Horse-9", "Third-Horse-9",
                            R"(,"revokeOtherSessions":false,"confirmPassword":"Third-Horse-9")"))
              .status == 200);
    CHECK(there.get("/auth/me").status == 200);
    CHECK(
        w.ask("SELECT password_changed_at > created_at FROM main.users WHERE email LIKE 'ada%'") ==
        "t");
    CHECK(w.node().log().find("Third-Horse-9") == std::string::npos);
}

TEST_CASE("a change that is not right changes nothing and says all that is wrong") {
    auth_world w;
    auto ada = w.member("ada");
    const auto refused = [&](const std::string& body, int status, const std::string& code,
                             const std::string& paths = {}) {
        const auto a = ada.post(change, body);
        INFO(body << "\n" << a.body);
        CHECK(a.status == status);
        CHECK(a.code() == code);
        if (paths.empty()) return;
        std::string all;
        const auto errors = a.at("/errors");
        for (const auto& e : errors.as_array())
            if (all.find(std::string{e.at("path").as_string()}) == std::string::npos)
                all += std::string{e.at("path").as_string()} + " ";
        CHECK(all == paths);
    };
    refused(changed("Wrong-Horse-9", "Another-Horse-9"), 403, "wrong_password");
    refused(changed(password, "short"), 422, "validation_failed", "/newPassword ");
    refused(changed(password, password), 422, "validation_failed", "/newPassword ");
    refused(changed(password, "ada@example.com-A1"), 422, "validation_failed", "/newPassword ");
    refused(changed(password, "x", R"(,"confirmPassword":"y")"), 422, "validation_failed",
            "/newPassword /confirmPassword ");
    refused(R"({"newPassword":"Another-Horse-9"})", 422, "validation_failed", "/currentPassword ");
    refused(changed(password, "Another-Horse-9", R"(,"more":1)"), 422, "validation_failed",
            "/more ");
    refused("{", 400, "malformed_json");
    refused(R"({"currentPassword":7,"newPassword":"Another-Horse-9"})", 422, "validation_failed",
            "/currentPassword ");
    refused(changed(password, std::string(1025, 'A')), 422, "validation_failed", "/newPassword ");
    CHECK(w.client().post(change, changed(password, "Another-Horse-9")).status == 401);
    CHECK(w.client().post(set, R"({"newPassword":"Another-Horse-9"})").status == 401);
    CHECK(w.client().post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(ada.get("/auth/me").status == 200);
}

TEST_CASE("guessing the current password with somebody's session locks the account's sign-in") {
    auth_world w;
    auto ada = w.member("ada");
    for (int i = 0; i < 5; ++i)
        CHECK(ada.post(change, changed("Wrong-Horse-9", "Another-Horse-9")).code() ==
              "wrong_password");
    const auto locked = ada.post(change, changed("Wrong-Horse-9", "Another-Horse-9"));
    CHECK(locked.status == 403);
    CHECK(locked.code() == "account_locked");
    CHECK(locked.header("Retry-After").size() > 1);
    CHECK(ada.post(change, changed(password, "Another-Horse-9")).code() == "account_locked");
    CHECK(w.client().post("/auth/login", w.credentials("ada")).code() == "account_locked");
    CHECK(ada.get("/auth/me").status == 200); // the session is not to blame
}

TEST_CASE("a first password is set once, and only where there is none") {
    auth_world w;
    auto ada = w.member("ada");
    CHECK(ada.post(set, R"({"newPassword":"Another-Horse-9"})").code() == "password_exists");
    w.ask("UPDATE main.users SET password = NULL WHERE email = 'ada@example.com'");
    CHECK(ada.post(change, changed("", "Another-Horse-9")).code() == "wrong_password");
    CHECK(ada.post(set, R"({"newPassword":"weak"})").status == 422);
    CHECK(ada.post(set, R"({"newPassword":"Another-Horse-9"})").status == 200);
    CHECK(ada.post(set, R"({"newPassword":"Third-Horse-9"})").status == 409);
    CHECK(w.client()
              .post("/auth/login", R"({"email":"ada@example.com","password":"Another-Horse-9"})")
              .status == 200);
}

TEST_CASE("of many changes at once from the same password one wins") {
    auth_world w;
    auto ada = w.member("ada");
    std::string from = password;
    for (int round = 0; round < race_rounds; ++round) {
        const auto to = "Horse-Number-" + std::to_string(round);
        auto counted = fifty_at_once<std::string>([&](int) {
            auto c = session_of(w, ada);
            return outcome(c.post(change, changed(from, to)));
        });
        CHECK(counted["200"] == 1);
        CHECK(counted["200"] + counted["403 wrong_password"] + counted["403 account_locked"] == 50);
        w.ask("DELETE FROM main.login_failures");
        from = to;
    }
    for (int round = 0; round < race_rounds; ++round) {
        w.ask("UPDATE main.users SET password = NULL WHERE email = 'ada@example.com'");
        auto counted = fifty_at_once<std::string>([&](int i) {
            auto c = session_of(w, ada);
            return outcome(
                c.post(set, R"({"newPassword":"Set-Number-)" + std::to_string(i) + "\"}"));
        });
        CHECK(counted["200"] == 1);
        CHECK(counted["409 password_exists"] == 49);
    }
}
