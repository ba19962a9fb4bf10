// What administrators do to one account: unlock, force a reset, end sessions, suspend, reactivate.
#include "admin_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr const char* actions[] = {"unlock", "force-password-reset", "revoke-sessions", "suspend",
                                   "reactivate"};

std::string act(http_client& c, const std::string& id, const std::string& what) {
    return outcome(c.post(user_path(id, what), ""));
}

/// Everything that an action could change.
std::string state_of(admin_world& w, const std::string& id) {
    return w.ask("SELECT md5(row(u.*, (SELECT array_agg(s.revoked_at ORDER BY s.id) FROM "
                 "main.user_sessions s WHERE s.user_id = u.id))::text) FROM main.users u WHERE id "
                 "= '" +
                 id + "'");
}

}

TEST_CASE("only who has the claim administers, and only whom they outrank") {
    admin_world w;
    auto god = w.god();
    auto admin = w.somebody("admin", "admin");
    auto member = w.member("member");
    auto anyone = w.client();
    w.somebody("keeper", "keeper"); // may get.vaults, which admin may not
    w.somebody("second", "admin");
    for (const auto& target : {"member", "keeper", "god", "second"}) {
        const auto id = w.id_of(target);
        const auto before = state_of(w, id);
        for (const auto* what : actions) {
            INFO(what << " of " << target);
            CHECK(act(anyone, id, what) == "401 unauthenticated");
            CHECK(act(member, id, what) == "403 forbidden");
            if (target == std::string{"keeper"} || target == std::string{"god"})
                CHECK(act(admin, id, what) == "403 forbidden");
        }
        CHECK(state_of(w, id) == before);
    }
    for (const auto* what : actions) {
        INFO(what);
        CHECK(act(admin, w.id_of("second"), what) == "200"); // a peer
        CHECK(act(god, w.id_of("keeper"), what) == "200");
        CHECK(act(admin, nobody, what) == "404 not_found");
        CHECK(act(admin, "x%27;DROP%20TABLE%20main.users;--", what) == "400 malformed_id");
        CHECK(act(admin, "no-uuid", what) == "400 malformed_id");
        CHECK(admin.get(user_path(w.id_of("member"), what)).status == 405);
    }
    w.ask("UPDATE main.users SET deleted_at = now() WHERE email = 'keeper@example.com'");
    for (const auto* what : actions) CHECK(act(god, w.id_of("keeper"), what) == "404 not_found");
}

TEST_CASE("a key has no more rank than it may do, and other ways into tables give none either") {
    admin_world w{[](json::object& c) {
        auto& seed = section(section(c, "authorization"), "seed");
        seed["roles"].as_array().push_back({{"name", "clerk"}});
        seed["roleClaimAssignments"].as_array().push_back(
            {{"role", "clerk"}, {"claims", {"put.users", "get.users", "get.things"}}});
    }};
    auto god = w.god();
    const auto made =
        god.post("/auth/api-keys",
                 R"({"name":"bot","allowedClaims":["admin.suspend_user","admin.revoke_sessions",
                                   "admin.force_password_reset","admin.create_user","put.user_cohorts"]})");
    REQUIRE(made.status == 201);
    auto bot = w.client();
    bot.bearer = made.text("/data/key");
    w.node().must_not_log(bot.bearer);
    auto keeper = w.somebody("keeper", "keeper");
    w.member("member");
    w.ask("UPDATE main.users SET is_god = true WHERE email = 'member@example.com'");
    for (const auto* target : {"member", "keeper"})
        for (const auto* what : {"suspend", "revoke-sessions", "force-password-reset"})
            CHECK(act(bot, w.id_of(target), what) == "403 forbidden");
    CHECK(outcome(bot.post("/auth/admin/create-user", R"({"email":"x@example.com"})")) ==
          "403 forbidden");

    auto clerk = w.somebody("clerk", "clerk"); // may not get.vaults
    const auto path = "/users/" + w.id_of("keeper");
    CHECK(outcome(clerk.patch(path + "/toggle", "")) == "403 forbidden");
    CHECK(outcome(clerk.patch(path, R"({"isActive":false})")) == "403 forbidden");
    CHECK(outcome(clerk.patch(path, R"({"cohortId":null})")) == "403 forbidden");
    CHECK(outcome(clerk.patch(path, R"({"username":"kim"})")) == "200");
    CHECK(keeper.get("/auth/me").status == 200);
}

TEST_CASE("a suspended account is out at once, and back after it was reactivated") {
    admin_world w;
    auto admin = w.somebody("admin", "admin");
    auto user = w.member("ada");
    const auto id = w.id_of("ada");
    CHECK(act(admin, id, "suspend") == "200");
    CHECK(user.get("/auth/me").status == 401);
    CHECK(user.post("/auth/refresh", "").status == 401);
    CHECK(outcome(user.post("/auth/login", w.credentials("ada"))) == "403 account_disabled");
    CHECK(outcome(user.post("/auth/login", w.wrong("ada"))) == "401 invalid_credentials");
    CHECK(act(admin, id, "suspend") == "200"); // it is so already
    CHECK(w.records("SUSPEND", id) == "1");
    CHECK(act(admin, id, "reactivate") == "200");
    CHECK(user.get("/auth/me").status == 401); // sessions do not come back
    CHECK(user.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(w.records("REACTIVATE", id) == "1");
    CHECK(w.ask("SELECT user_id FROM main.audit_logs WHERE operation_type = 'SUSPEND'") ==
          w.id_of("admin"));
    CHECK(w.ask("SELECT category FROM main.audit_logs WHERE operation_type = 'SUSPEND'") == "auth");
}

TEST_CASE("keys of a suspended account open nothing, and of one that was reset never again") {
    admin_world w;
    auto god = w.god();
    auto user = w.member("ada");
    const auto id = w.id_of("ada");
    const auto made =
        user.post("/auth/api-keys", R"({"name":"script","allowedClaims":["get.things"]})");
    INFO(made.body);
    REQUIRE(made.status == 201);
    auto program = w.client();
    program.bearer = made.text("/data/key");
    CHECK(program.get("/things").status == 200);
    CHECK(act(god, id, "suspend") == "200");
    CHECK(program.get("/things").status == 401);
    CHECK(act(god, id, "reactivate") == "200");
    CHECK(program.get("/things").status == 200);
    CHECK(act(god, id, "force-password-reset") == "200");
    CHECK(program.get("/things").status == 401);
}

TEST_CASE("the sessions of a user end, and are counted") {
    admin_world w;
    auto admin = w.somebody("admin", "admin");
    auto user = w.member("ada");
    auto phone = w.signed_in("ada@example.com");
    const auto id = w.id_of("ada");
    const auto ended = admin.post(user_path(id, "revoke-sessions"), "");
    CHECK(ended.at("/data/revoked") == 2);
    CHECK(user.get("/auth/me").status == 401);
    CHECK(phone.post("/auth/refresh", "").status == 401);
    CHECK(admin.post(user_path(id, "revoke-sessions"), "").at("/data/revoked") == 0);
    CHECK(w.records("REVOKE_SESSIONS", id) == "1");
    CHECK(w.signed_in("ada@example.com").get("/auth/me").status == 200);
    CHECK(act(admin, w.id_of("admin"), "revoke-sessions") == "200"); // one's own, this one too
    CHECK(admin.get("/auth/me").status == 401);
}

TEST_CASE("a lock is lifted for every name of the account") {
    admin_world w;
    auto admin = w.somebody("admin", "admin");
    w.member("ada");
    w.ask("UPDATE main.users SET username = 'ada' WHERE email = 'ada@example.com'");
    auto c = w.client();
    for (int i = 0; i < 5; ++i) c.post("/auth/login", w.wrong("ada"));
    for (int i = 0; i < 5; ++i)
        c.post("/auth/login", R"({"username":"ada","password":"Wrong-Horse-99"})");
    CHECK(outcome(c.post("/auth/login", w.credentials("ada"))) == "403 account_locked");
    CHECK(act(admin, w.id_of("ada"), "unlock") == "200");
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(c.post("/auth/login", R"({"username":"ada","password":"Correct-Horse-9"})").status ==
          200);
    CHECK(act(admin, w.id_of("ada"), "unlock") == "200"); // nothing to unlock
    CHECK(w.records("UNLOCK", w.id_of("ada")) == "1");
}

TEST_CASE("after a forced reset the old password lets nobody in, and a mail leads back") {
    admin_world w;
    auto admin = w.somebody("admin", "admin");
    auto user = w.member("ada");
    const auto id = w.id_of("ada");
    CHECK(user.post(request_reset, address(ada)).status == 202);
    const auto before = w.token("resetPassword", ada);
    const auto forced = admin.post(user_path(id, "force-password-reset"), "");
    INFO(forced.body);
    CHECK(forced.at("/data/mailed") == true);
    CHECK(forced.at("/data/revoked") == 1);
    const auto link = w.token("resetPassword", ada);
    CHECK(forced.body.find(link) == std::string::npos);
    CHECK(user.get("/auth/me").status == 401);
    CHECK(outcome(user.post("/auth/login", w.credentials("ada"))) == "401 invalid_credentials");
    CHECK(outcome(user.post(confirm_reset, reset_to(before, "Another-Horse-9"))) ==
          "400 invalid_token");
    CHECK(user.post(confirm_reset, reset_to(link, "Another-Horse-9")).status == 200);
    CHECK(w.signed_in("ada@example.com", "Another-Horse-9").get("/auth/me").status == 200);
    CHECK(w.records("FORCE_PASSWORD_RESET", id) == "1");
    CHECK(act(admin, id, "suspend") == "200");
    CHECK(admin.post(user_path(id, "force-password-reset"), "").at("/data/mailed") == false);
    CHECK(act(admin, id, "reactivate") == "200");
    CHECK(outcome(user.post("/auth/login", sign_in(ada, "Another-Horse-9"))) ==
          "401 invalid_credentials");
}

TEST_CASE("the last godmin is neither suspended nor locked out") {
    admin_world w{[](json::object& c) { c.erase("email"); }};
    auto god = w.god();
    const auto id = w.id_of("god");
    CHECK(act(god, id, "suspend") == "409 last_godmin");
    CHECK(act(god, id, "force-password-reset") == "409 last_godmin"); // there are no mails
    CHECK(god.get("/auth/me").status == 200);
    w.member("other");
    w.ask("UPDATE main.users SET is_god = true WHERE email = 'other@example.com'");
    CHECK(act(god, w.id_of("other"), "suspend") == "200");
    CHECK(act(god, id, "suspend") == "409 last_godmin"); // the other one is not in office
    CHECK(act(god, w.id_of("other"), "reactivate") == "200");
    CHECK(act(god, id, "suspend") == "200");
    CHECK(god.get("/auth/me").status == 401);
}

TEST_CASE("of two godmins who suspend each other one stays") {
    admin_world w;
    w.member("other");
    w.ask("UPDATE main.users SET is_god = true WHERE email = 'other@example.com'");
    const auto first = w.id_of("god"), second = w.id_of("other");
    for (int round = 0; round < 20; ++round) {
        auto one = w.god(), two = w.signed_in("other@example.com");
        one.observer = two.observer = nullptr;
        all_at_once(
            2, [&](int i) { i == 0 ? act(one, second, "suspend") : act(two, first, "suspend"); });
        REQUIRE(w.ask("SELECT count(*) >= 1 FROM main.users WHERE is_god AND is_active") == "t");
        w.ask("UPDATE main.users SET is_active = true");
    }
}

TEST_CASE("of fifty who suspend at once one does it, and all are told that it is so") {
    admin_world w;
    auto god = w.god();
    w.member("ada");
    const auto id = w.id_of("ada");
    std::vector<http_client> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back(w.client());
        all.back().cookies = god.cookies;
        all.back().observer = nullptr;
    }
    for (const auto* what : {"suspend", "reactivate", "force-password-reset"}) {
        const auto told = fifty_at_once<std::string>(
            [&](int i) { return act(all[static_cast<std::size_t>(i)], id, what); });
        CHECK(told == std::map<std::string, int>{{"200", 50}});
    }
    CHECK(w.records("SUSPEND", id) == "1");
    CHECK(w.records("REACTIVATE", id) == "1");
}

TEST_CASE("what cannot be recorded does not happen") {
    admin_world w;
    auto god = w.god();
    auto user = w.member("ada");
    const auto id = w.id_of("ada"), before = state_of(w, id);
    god.observer = nullptr; // the database's own rule is in no document
    w.ask("ALTER TABLE main.audit_logs ADD CONSTRAINT never CHECK (category <> 'auth') NOT VALID");
    for (const auto* what : {"force-password-reset", "revoke-sessions", "suspend"})
        CHECK(god.post(user_path(id, what), "").status >= 400);
    CHECK(state_of(w, id) == before);
    CHECK(user.get("/auth/me").status == 200);
}

TEST_CASE("without its block there is no administration") {
    admin_world w{
        [](json::object& c) { section(section(c, "authentication"), "admin")["enabled"] = false; }};
    auto god = w.god();
    CHECK(act(god, w.id_of("god"), "unlock") == "404 not_found");
    CHECK(god.get("/openapi.json").body.find("ADMIN_UNLOCK") == std::string::npos);
}
