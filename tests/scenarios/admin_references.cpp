// ADMIN_HARD_DELETE_USER and ADMIN_CHANGE_USER_ID: what refers to a user, and what becomes of it.
#include "admin_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr const char* fresh = "00000000-0000-7000-8000-0000000000aa";

/// Tables that refer to users in every way that there is.
struct world : admin_world {
    world()
        : admin_world{[](json::object& c) {
            auto& all = c["entities"].as_array();
            const auto refers = [](const char* how) {
                const json::object column{{"name", "person_id"},
                                          {"type", "uuid"},
                                          {"references", {{"table", "users"}, {"onDelete", how}}}};
                json::array columns;
                columns.push_back(column);
                return columns;
            };
            for (const auto& [table, how] :
                 {std::pair{"held", "restrict"}, {"going", "cascade"}, {"freed", "set null"}})
                all.push_back({{"table_name", table}, {"columns", refers(how)}});
            all.push_back({{"table_name", "owned"},
                           {"ownership", "author"},
                           {"columns",
                            {{{"name", "author"}, {"type", "uuid"}},
                             {{"name", "other"}, {"type", "uuid"}}}}});
            const json::object going{
                {"name", "going_id"},
                {"type", "uuid"},
                {"references", {{"table", "going"}, {"onDelete", "restrict"}}}};
            json::array columns;
            columns.push_back(going); // what refers to what goes with the user
            all.push_back({{"table_name", "deep"}, {"columns", columns}});
        }} {}
    http_client god = admin_world::god();
    http_client user = member("ada");
    std::string id = id_of("ada");

    void refer(const std::string& table, const std::string& column = "person_id") {
        ask("INSERT INTO main." + table + " (" + column + ", created_by, updated_by) VALUES ('" +
            id + "', '" + id + "', '" + id + "')");
    }
    /// "held.person_id held.created_by …": where an id stands.
    std::string where(const std::string& of) {
        return ask("SELECT string_agg(c.at, ' ' ORDER BY c.at) FROM (SELECT t.table_name || '.' || "
                   "t.column_name AS at, (xpath('/row/n/text()', query_to_xml(format('SELECT "
                   "count(*) AS n FROM main.%I WHERE %I = %L', t.table_name, t.column_name, '" +
                   of +
                   "'), false, true, '')))[1]::text::int AS n FROM information_schema.columns t "
                   "WHERE t.table_schema = 'main' AND t.data_type = 'uuid') c WHERE c.n > 0");
    }
    answer remove(const std::string& whom) { return god.del("/auth/admin/hard-delete/" + whom); }
    answer change(const std::string& from, const std::string& to) {
        return god.post("/auth/admin/change-user-id",
                        R"({"userId":")" + from + R"(","newUserId":")" + to + "\"}");
    }
};

}

TEST_CASE("a user is deleted with what cascades, and nothing else goes") {
    world w;
    w.refer("going"), w.refer("freed"), w.refer("owned", "author");
    w.ask("INSERT INTO main.addresses (owner_type, owner_id, name) VALUES ('user', '" + w.id +
          "', 'home'), ('shop', '" + w.id + "', 'not theirs')");
    const auto gone = w.remove(w.id);
    INFO(gone.body);
    REQUIRE(gone.status == 200);
    CHECK(w.user.get("/auth/me").status == 401);
    CHECK(w.user.post("/auth/refresh", "").status == 401);
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE id = '" + w.id + "'") == "0");
    CHECK(w.ask("SELECT count(*) FROM main.going") == "0");
    CHECK(w.ask("SELECT count(*) FROM main.freed WHERE person_id IS NULL") == "1");
    CHECK(w.ask("SELECT count(*) FROM main.owned") == "1");
    CHECK(w.ask("SELECT string_agg(name, ',') FROM main.addresses") == "not theirs");
    CHECK(w.records("HARD_DELETE", w.id) == "1");
    CHECK(w.ask("SELECT old_values->>'email' FROM main.audit_logs WHERE operation_type = "
                "'HARD_DELETE'") == ada);
    CHECK(outcome(w.remove(w.id)) == "404 not_found");
    w.member("ada"); // the address is free
    CHECK(w.god.del("/users/" + w.id_of("ada")).status < 300);
    CHECK(w.remove(w.id_of("ada")).status == 200); // after a soft deletion
}

TEST_CASE("every table that holds the user is named, and all stays as it is") {
    world w;
    w.refer("held"), w.refer("going");
    w.ask("INSERT INTO main.files (name, original_name, path, size, mime_type, extension, "
          "uploaded_by) VALUES ('a', 'a', 'a', 1, 'a', 'a', '" +
          w.id + "')");
    const auto held = w.remove(w.id);
    INFO(held.body);
    CHECK(outcome(held) == "409 foreign_key_conflict");
    CHECK(faults(held) == std::map<std::string, std::string>{{"held", "still_referenced"},
                                                             {"files", "still_referenced"}});
    CHECK(w.user.get("/auth/me").status == 200);
    CHECK(w.ask("SELECT count(*) FROM main.going") == "1");
    w.ask("DELETE FROM main.held; DELETE FROM main.files; INSERT INTO main.deep (going_id) SELECT "
          "id FROM main.going");
    const auto deep = w.remove(w.id);
    CHECK(outcome(deep) == "409 foreign_key_conflict");
    CHECK(faults(deep) == std::map<std::string, std::string>{{"deep", "still_referenced"}});
    CHECK(w.user.get("/auth/me").status == 200);
    CHECK(w.records("HARD_DELETE", w.id) == "0");
}

TEST_CASE("only godmins delete for good, but neither themselves nor each other") {
    world w;
    auto admin = w.somebody("admin", "admin");
    auto anyone = w.client();
    const auto path = "/auth/admin/hard-delete/" + w.id;
    CHECK(outcome(anyone.del(path)) == "401 unauthenticated");
    CHECK(outcome(w.user.del(path)) == "403 forbidden");
    CHECK(outcome(admin.del(path)) == "403 forbidden");
    CHECK(outcome(w.remove(w.id_of("god"))) == "403 forbidden");
    w.ask("UPDATE main.users SET is_god = true WHERE email = 'admin@example.com'");
    CHECK(outcome(w.remove(w.id_of("admin"))) == "403 forbidden");
    CHECK(outcome(w.remove(nobody)) == "404 not_found");
    CHECK(outcome(w.remove("x")) == "400 malformed_id");
    CHECK(w.ask("SELECT count(*) FROM main.users") == "3");
}

TEST_CASE("every reference follows when a user gets another id") {
    world w;
    for (const auto* table : {"held", "going", "freed"}) w.refer(table);
    w.refer("owned", "author");
    w.ask("UPDATE main.owned SET other = '" + w.id + "'"); // nobody said that it is a user's
    w.ask("INSERT INTO main.addresses (owner_type, owner_id, name) VALUES ('user', '" + w.id +
          "', 'home'), ('shop', '" + w.id + "', 'not theirs')");
    w.ask("INSERT INTO main.files (name, original_name, path, size, mime_type, extension, "
          "uploaded_by) VALUES ('a', 'a', 'a', 1, 'a', 'a', '" +
          w.id + "')");
    CHECK(w.user
              .post("/auth/password/change", R"({"currentPassword":"Correct-Horse-9",)"
                                             R"("newPassword":"Correct-Horse-9x"})")
              .status == 200);
    CHECK(w.god.put("/users/" + w.id, R"({"username":"ada"})").status == 200); // with a record
    const auto before = w.where(w.id);
    const auto done = w.change(w.id, fresh);
    INFO(done.body << "\n" << before);
    REQUIRE(done.status == 200);
    CHECK(done.at("/data/userId") == fresh);
    CHECK(done.at("/data/revoked") == 1);
    // What stood in columns of users stands there under the new id; the record of it is of both.
    CHECK(w.where(w.id) == "addresses.owner_id owned.other");
    auto after = before;
    for (const auto* left : {"owned.other "})
        if (const auto at = after.find(left); at != after.npos) after.erase(at, std::strlen(left));
    CHECK(w.where(fresh) == after);
    CHECK(w.ask("SELECT owner_type FROM main.addresses WHERE owner_id = '" + w.id + "'") == "shop");
    CHECK(w.user.get("/auth/me").status == 401); // tokens tell the old id
    auto again = w.signed_in(ada, "Correct-Horse-9x");
    CHECK(again.get("/auth/me").at("/data/user/id") == fresh);
    CHECK(again.get("/auth/me").at("/data/roles") == json::array({"member"}));
    CHECK(w.records("CHANGE_ID", fresh) == "1");
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE deleted_at IS NULL") == "2");
}

TEST_CASE("an id is changed by godmins only, to one that is free") {
    world w;
    auto admin = w.somebody("admin", "admin");
    auto anyone = w.client();
    const auto body = R"({"userId":")" + w.id + R"(","newUserId":")" + fresh + "\"}";
    const auto* path = "/auth/admin/change-user-id";
    CHECK(outcome(anyone.post(path, body)) == "401 unauthenticated");
    CHECK(outcome(w.user.post(path, body)) == "403 forbidden");
    CHECK(outcome(admin.post(path, body)) == "403 forbidden");
    CHECK(outcome(w.change(w.id, w.id_of("admin"))) == "409 id_taken");
    CHECK(outcome(w.change(nobody, fresh)) == "404 not_found");
    CHECK(faults(w.change(w.id, w.id)) ==
          std::map<std::string, std::string>{{"/newUserId", "unchanged"}});
    CHECK(w.change(w.id, "x'; DROP TABLE main.users").status == 422);
    CHECK(w.change(w.id, "00000000-0000-0000-0000-000000000000").status == 422);
    CHECK(w.god.post(path, R"({"userId":")" + w.id + "\"}").status == 422);
    CHECK(w.god.post(path, R"({"userId":7,"newUserId":7,"x":1})").status == 422);
    CHECK(w.god.post(path, "[").status == 400);
    CHECK(w.where(fresh).empty());
    CHECK(w.user.get("/auth/me").status == 200);
}

TEST_CASE("a change that fails half-way has not happened") {
    world w;
    w.refer("held"), w.refer("going");
    const auto before = w.where(w.id);
    w.god.observer = nullptr; // the database's own rule is in no document
    w.ask("ALTER TABLE main.held ADD CONSTRAINT never CHECK (person_id <> '" + std::string{fresh} +
          "')");
    CHECK(w.change(w.id, fresh).status >= 400);
    CHECK(w.where(w.id) == before);
    CHECK(w.where(fresh).empty());
    CHECK(w.user.get("/auth/me").status == 200);
}

TEST_CASE("of fifty changes at once one happens, and references made meanwhile are whole") {
    world w;
    std::vector<http_client> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back(w.client());
        all.back().cookies = w.god.cookies;
        all.back().observer = nullptr;
    }
    const auto told = fifty_at_once<std::string>([&](int i) {
        auto& c = all[static_cast<std::size_t>(i)];
        if (i % 2 == 0) return outcome(c.post("/held", R"({"personId":")" + w.id + "\"}"));
        return outcome(
            c.post("/auth/admin/change-user-id", R"({"userId":")" + w.id +
                                                     R"(","newUserId":"00000000-0000-7000-8000-)" +
                                                     std::to_string(100000000000 + i) + "\"}"));
    });
    const auto count = [&](const char* what) {
        const auto at = told.find(what);
        return at == told.end() ? 0 : at->second;
    };
    CHECK(count("200") == 1);
    CHECK(count("404 not_found") == 24);
    CHECK(count("201") + count("409 foreign_key_conflict") == 25);
    CHECK(w.ask("SELECT count(*) FROM main.held h JOIN main.users u ON u.id = h.person_id WHERE "
                "u.email = 'ada@example.com'") == std::to_string(count("201")));
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE email = 'ada@example.com'") == "1");
}
