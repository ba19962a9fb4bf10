// Records of what people do to their sessions, and of what is done without a request.
#include "device_world.hpp"

using namespace nucleus::testing;

namespace {

struct record_world : device_world {
    explicit record_world(const std::function<void(json::object&)>& change = {})
        : device_world{[&](json::object& c) {
            section(c, "audit");
            if (change) change(c);
        }} {}

    std::string id_of(const std::string& name) {
        return ask("SELECT id FROM main.users WHERE email = '" + name + "@example.com'");
    }
    static std::string session_of(http_client& c) {
        return c.get("/auth/sessions/current").text("/data/id");
    }
    /// "operation entity user", in the order of their rows' ids.
    std::string told(const std::vector<std::string>& rows) {
        std::string list;
        for (const auto& id : rows) list += (list.empty() ? "'" : ",'") + id + "'";
        return ask("SELECT coalesce(string_agg(operation_type || ' ' || entity_name || ' ' || "
                   "(SELECT split_part(email, '@', 1) FROM main.users u WHERE u.id = l.user_id), "
                   "', ' ORDER BY entity_id, created_at), '') FROM main.audit_logs l WHERE "
                   "category = 'auth' AND entity_id IN (" +
                   list + ")");
    }
    [[nodiscard]] finished run(std::vector<std::string> verb, std::string_view input = {}) {
        const temp_folder place;
        const auto file = place.write("config.json", json::serialize(config()));
        verb.insert(verb.end(), {"--config", file.string()});
        return run_nucleusd(verb, environment(), input);
    }
};

}

TEST_CASE("whoever ends sessions leaves a record of each") {
    record_world w;
    auto here = w.member("ada");
    auto second = w.settle(here, "ada"), third = w.settle(here, "ada");
    const auto mine = w.session_of(here), other = w.session_of(second), last = w.session_of(third);
    CHECK(here.post("/auth/sessions/revoke", w.with_id("00000000-0000-7000-8000-000000000001"))
              .status == 404);
    CHECK(here.post("/auth/sessions/revoke", w.with_id(other)).status == 200);
    CHECK(w.told({other}).find("REVOKE user_sessions ada") != std::string::npos);
    CHECK(here.post("/auth/sessions/revoke", w.with_id(other)).status == 404); // it is over
    CHECK(here.post("/auth/sessions/revoke-all", R"({"keepCurrent":true})").status == 200);
    CHECK(here.post("/auth/sessions/revoke-all", R"({"keepCurrent":true})").status == 200);
    CHECK(w.told({mine}).empty());
    CHECK(here.post("/auth/sessions/revoke-all", "").status == 200);
    CHECK(w.ask("SELECT string_agg(entity_id::text, ' ' ORDER BY created_at) FROM main.audit_logs "
                "WHERE operation_type = 'REVOKE'") == other + " " + last + " " + mine);
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE operation_type = 'REVOKE' AND path "
                "LIKE '/auth/sessions/revoke%' AND ip_address = '127.0.0.1' AND request_id IS NOT "
                "NULL") == "3");
}

TEST_CASE("of fifty who end one session, one leaves a record") {
    record_world w;
    auto here = w.member("ada");
    auto other = w.settle(here, "ada");
    const auto id = w.session_of(other);
    const auto seen = fifty_at_once<int>([&](int) {
        http_client c{w.node().port()};
        c.cookies = here.cookies;
        return c.post("/auth/sessions/revoke", w.with_id(id)).status;
    });
    CHECK(seen == std::map<int, int>{{200, 1}, {404, 49}});
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE operation_type = 'REVOKE'") == "1");
}

TEST_CASE("decisions about sign-ins are recorded, and what decides nothing is not") {
    record_world w;
    auto here = w.member("ada");
    auto approved = w.arrive("ada");
    const auto wrong = w.with_code(approved.id, w.wrong_code(approved));
    CHECK(here.post(approve, wrong).status == 403);
    CHECK(w.told({approved.id}).empty());
    CHECK(here.post(approve, w.with_code(approved)).status == 200);
    CHECK(here.post(approve, w.with_code(approved)).status == 409);
    CHECK(w.told({approved.id}) == "APPROVE user_sessions ada");
    const auto rejected = w.arrive("ada");
    CHECK(here.post(reject, w.with_id(rejected.id)).status == 200);
    CHECK(w.told({rejected.id}) == "REJECT user_sessions ada");
    const auto guessed = w.arrive("ada");
    for (int i = 0; i < 3; ++i)
        CHECK(here.post(approve, w.with_code(guessed.id, w.wrong_code(guessed))).status == 403);
    CHECK(w.told({guessed.id}) == "REJECT user_sessions ada");
    CHECK(w.ask("SELECT string_agg(new_values::text, ' ' ORDER BY created_at) FROM "
                "main.audit_logs WHERE entity_name = 'user_sessions'") ==
          R"({"approvalStatus": "approved"} {"reason": "approval_rejected", "approvalStatus": )"
          R"("rejected"} {"reason": "wrong_approval_codes", "approvalStatus": "rejected"})");
}

TEST_CASE("who signs out while acting in another's name has stopped, and that is recorded") {
    record_world w;
    w.member("ada");
    auto god = w.god();
    const auto start = [&](http_client& c) {
        REQUIRE(
            c.post("/auth/admin/impersonate", R"({"userId":")" + w.id_of("ada") + "\"}").status ==
            200);
    };
    const auto stops = [&] {
        return w.ask("SELECT string_agg(concat_ws(' ', u.email, i.email, entity_id = '" +
                     w.id_of("ada") + "', old_values->>'impersonatorId' = '" + w.id_of("god") +
                     "'), ', ' ORDER BY l.created_at) FROM main.audit_logs l LEFT JOIN main.users "
                     "u ON u.id = l.user_id LEFT JOIN main.users i ON i.id = l.impersonator_id "
                     "WHERE operation_type = 'IMPERSONATE_STOP'");
    };
    start(god);
    CHECK(god.post("/auth/logout", "").status == 200);
    CHECK(stops() == "ada@example.com god@example.com t t");
    // With nothing left but the refresh token.
    const auto come_in = [&] {
        REQUIRE(god.post(login, R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
                    .status == 200);
    };
    come_in();
    start(god);
    god.cookies.erase("nucleus_access_token");
    CHECK(god.post("/auth/logout", "").status == 200);
    CHECK(stops() == "ada@example.com god@example.com t t, t t");
    // Whoever acts as nobody else stops nothing.
    come_in();
    CHECK(god.post("/auth/logout", "").status == 200);
    CHECK(stops() == "ada@example.com god@example.com t t, t t");
}

TEST_CASE("what is done on the command line is recorded, too, as nobody's request") {
    record_world w;
    w.member("ada");
    const auto records = [&](const std::string& operation) {
        return w.ask("SELECT string_agg(concat_ws(' ', entity_name, entity_id, old_values, "
                     "new_values, user_id, ip_address, path, request_id), ', ') FROM "
                     "main.audit_logs WHERE category = 'auth' AND operation_type = '" +
                     operation + "'");
    };
    REQUIRE(w.run({"admin", "create", "--email", "ada@example.com"}, "short\n").code == 1);
    CHECK(records("MAKE_GODMIN").empty());
    REQUIRE(w.run({"admin", "create", "--email", "ada@example.com"}, "Correct-Horse-9\n").code ==
            0);
    CHECK(records("MAKE_GODMIN") == "users " + w.id_of("ada") + R"( {"isGod": true})");

    w.ask("INSERT INTO main.claims (action, path, method) VALUES ('get.ghosts', '/ghosts', 'GET')");
    const auto ghost = w.ask("SELECT id FROM main.claims WHERE action = 'get.ghosts'");
    CHECK(w.run({"claims", "prune", "--dry-run"}).code == 3);
    CHECK(records("PRUNE").empty());
    CHECK(w.run({"claims", "prune"}).code == 0);
    CHECK(records("PRUNE") == "claims " + ghost + R"( {"action": "get.ghosts", "grants": 0})");
    CHECK(w.run({"claims", "prune"}).code == 0);
    CHECK(records("PRUNE") == "claims " + ghost + R"( {"action": "get.ghosts", "grants": 0})");
}

TEST_CASE("no session ends, and nothing is decided, without its record") {
    record_world w;
    auto here = w.member("ada");
    auto other = w.settle(here, "ada");
    const auto waiting = w.arrive("ada");
    const auto id = w.session_of(other);
    w.ask("ALTER TABLE main.audit_logs ADD CONSTRAINT never CHECK (category <> 'auth') NOT VALID");
    here.observer = nullptr; // the database's own rule is in no document
    CHECK(here.post("/auth/sessions/revoke", w.with_id(id)).status >= 400);
    CHECK(here.post(approve, w.with_code(waiting)).status >= 400);
    CHECK(other.get("/auth/me").status == 200);
    CHECK(w.of_session(waiting.id, "approval_status") == "pending");
}
