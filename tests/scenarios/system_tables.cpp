// Tables of auth through the API of entities.
#include "crud_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "notes", "ownership": "created_by", "columns": [
    {"name": "title", "type": "text"}, {"name": "reader_id", "type": "uuid", "references": {"table": "users"}}]}
])";

struct world : crud_world {
    world()
        : crud_world{entities, true, R"(["get.notes", "post.notes"])"} {}
    http_client god = crud_world::god();
    std::string id_of(const std::string& email) {
        return ask("SELECT id FROM main.users WHERE email = '" + email +
                   "' AND deleted_at IS NULL");
    }
    std::string role(const std::string& name) {
        return ask("SELECT id FROM main.roles WHERE name = '" + name + "'");
    }
    void may(const std::string& claim) { grant(god, claim); }
};

}

TEST_CASE("every system table has its endpoints, and strangers have no business there") {
    world w;
    auto ada = w.member("ada");
    auto anyone = w.anyone();
    for (const auto* path : {"/users", "/profiles", "/roles", "/claims", "/userRoles",
                             "/roleClaims", "/addresses", "/phones", "/files", "/userCohorts"}) {
        INFO(path);
        CHECK(w.god.get(path).status == 200);
        CHECK(ada.get(path).status == 403);
        CHECK(anyone.get(path).status == 401);
        CHECK(ada.post(path, "{}").status == 403);
        CHECK(anyone.post(path, "{}").status == 401);
        CHECK(w.god.post(path, "{}").status == 422);
        const auto one = std::string{path} + "/00000000-0000-7000-8000-000000000001";
        CHECK(w.god.get(one).status == 404);
        CHECK(ada.put(one, "{}").status == 403);
        CHECK(ada.del(one).status == 403);
        CHECK(w.god.del(one).status == 404);
    }
}

TEST_CASE("what is secret of a user is out of reach in every direction") {
    world w;
    auto ada = w.member("ada");
    const auto list = w.god.get("/users");
    CHECK(list.at("/data/items").as_array().size() == 2);
    for (const auto* secret : {"argon2", "password\"", "VerificationToken", "deletedAt"})
        CHECK(list.body.find(secret) == std::string::npos);
    for (const auto* column : {"password", "emailVerificationToken", "deletedAt"}) {
        const auto field = "\"" + std::string{column} + "\"";
        INFO(column);
        CHECK(w.god
                  .get("/users?filters=" +
                       encoded(R"([{"field":)" + field + R"(,"operator":"isNotNull"}])"))
                  .status == 400);
        CHECK(w.god.get("/users?sort=" + encoded("[{\"field\":" + field + "}]")).status == 400);
        CHECK(w.god.get("/users?fields=" + encoded("[" + field + "]")).status == 400);
        CHECK(w.god.get("/users?distinct=" + encoded("[" + field + "]")).status == 400);
        CHECK(w.god
                  .get("/userRoles?filters=" + encoded(R"([{"field":"user.)" + std::string{column} +
                                                       R"(","operator":"isNotNull"}])"))
                  .status == 400);
        CHECK(w.god
                  .get("/userRoles?with=" +
                       encoded(R"([{"relation":"user","fields":[)" + field + "]}]"))
                  .status == 400);
    }
    const auto path = "/users/" + w.id_of("ada@example.com");
    for (const auto* body :
         {R"({"password":"x"})", R"({"isGod":true})", R"({"is_god":true})",
          R"({"emailVerified":true})", R"({"isLocked":false})", R"({"loginCount":9})",
          R"({"email":"x@example.com"})", R"({"failedLoginAttempts":0})",
          R"({"createdAt":"2026-01-01T00:00:00Z"})", R"({"deletedAt":null})"}) {
        INFO(body);
        CHECK(w.god.put(path, body).status == 422);
    }
    CHECK(w.god.post("/users", R"({"email":"evil@example.com","isGod":true})").status == 422);
    CHECK(w.god.post("/users", R"({"email":"evil@example.com","password":"x"})").status == 422);
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE is_god") == "1");
    const auto with = w.god.get("/userRoles?with=" + encoded(R"(["user","role"])"));
    CHECK(with.body.find("argon2") == std::string::npos);
    CHECK(with.text("/data/items/0/role/name") == "member");
    CHECK(with.text("/data/items/0/user/email") == "ada@example.com");
}

TEST_CASE("all times of users tell their zone, and are filtered and sorted by it") {
    world w;
    auto ada = w.member("ada");
    auto bob = w.member("bob");
    w.ask("UPDATE main.users SET locked_until = '2026-01-01 10:00:00.5', verified_at = "
          "'2026-01-02 00:00:00', last_login_at = '2026-01-01 10:00:00' WHERE email LIKE 'ada%'");
    const auto list = [&](const std::string& query) {
        auto a = w.god.get("/users?" + query);
        INFO(a.body);
        REQUIRE(a.status == 200);
        return a;
    };
    const auto where = [&](const std::string& field, const std::string& op,
                           const std::string& value) {
        return "filters=" + encoded(R"([{"field":")" + field + R"(","operator":")" + op +
                                    R"(","value":)" + value + "}]");
    };
    const auto one = list(where("lastLoginAt", "eq", R"("2026-01-01T12:00:00+02:00")"));
    REQUIRE(one.at("/data/items").as_array().size() == 1);
    CHECK(one.text("/data/items/0/email") == "ada@example.com");
    CHECK(one.text("/data/items/0/lastLoginAt") == "2026-01-01T10:00:00Z");
    CHECK(one.text("/data/items/0/lockedUntil") == "2026-01-01T10:00:00.5Z");
    CHECK(one.text("/data/items/0/verifiedAt") == "2026-01-02T00:00:00Z");
    const auto row = one.at("/data/items/0");
    for (const auto& [field, value] : row.as_object())
        if (field.ends_with("At") && value.is_string()) CHECK(value.as_string().ends_with("Z"));
    CHECK(
        list(where("lastLoginAt", "gt", R"("2026-01-01T10:00:00Z")")).text("/data/items/0/email") !=
        "ada@example.com");
    CHECK(list(where("lastLoginAt", "in", R"(["2026-01-01T09:00:00-01:00"])"))
              .at("/data/meta/totalItems") == 1);
    CHECK(list(where("lastLoginAt", "between",
                     R"(["2026-01-01T10:00:00Z","2026-01-01T10:00:00.000001Z"])"))
              .at("/data/meta/totalItems") == 1);
    CHECK(w.god.get("/users?" + where("lastLoginAt", "eq", R"("2026-01-01T10:00:00")")).code() ==
          "invalid_query"); // which moment is that?
    // Page by page, by a cursor over such a column.
    const auto by = "limit=1&sort=" + encoded(R"([{"field":"lastLoginAt","nulls":"last"}])");
    std::string seen, next;
    for (int page = 0; page < 4; ++page) {
        const auto a = list(by + (next.empty() ? "" : "&cursor=" + encoded(next)));
        if (a.at("/data/items").as_array().empty()) break;
        seen += a.text("/data/items/0/email").substr(0, 3) + " ";
        if (a.at("/data/meta/nextCursor").is_null()) break;
        next = a.text("/data/meta/nextCursor");
    }
    CHECK(seen == "ada god bob "); // as they signed in
    const auto groups = w.god.get(
        "/users?groupBy=" + encoded(R"([{"field":"lastLoginAt","bucket":"day","as":"day"}])") +
        "&aggregate=" + encoded(R"([{"fn":"max","field":"lastLoginAt","as":"last"}])") +
        "&sort=" + encoded(R"([{"field":"day","nulls":"last"}])"));
    INFO(groups.body);
    CHECK(groups.text("/data/items/0/day") == "2026-01-01T00:00:00Z");
    CHECK(groups.text("/data/items/0/last") == "2026-01-01T10:00:00Z");
    CHECK(w.god.get("/users?" + where("email", "startsWith", R"("ada")"), {{"Accept", "text/csv"}})
              .body.find("2026-01-01T10:00:00Z") != std::string::npos);
}

TEST_CASE("a user is made without a password, under a name in its normal form") {
    world w;
    const auto made =
        w.god.post("/users", R"({"email":"  New.One@Example.com ","username":"Newbie"})");
    INFO(made.body);
    CHECK(made.status == 201);
    CHECK(made.text("/data/email") == "new.one@example.com");
    CHECK(made.text("/data/username") == "newbie");
    CHECK(w.ask("SELECT password IS NULL FROM main.users WHERE username = 'newbie'") == "t");
    CHECK(
        w.anyone().post("/auth/login", R"({"email":"new.one@example.com","password":""})").status >=
        400);
    CHECK(w.god.post("/users", R"({"email":"NEW.ONE@example.com"})").code() == "duplicate");
    CHECK(w.god.post("/users", R"({"email":"no address"})").status == 422);
    CHECK(w.god.post("/users", R"({"email":"x@example.com","username":"a@b"})").status == 422);
    const auto path = "/users/" + made.text("/data/id");
    CHECK(w.god.put(path, R"({"username":"OTHER"})").text("/data/username") == "other");
    const auto profile = w.god.post("/profiles", R"({"userId":")" + made.text("/data/id") +
                                                     R"(","firstName":"New","lastName":"One"})");
    CHECK(profile.status == 201);
    CHECK(w.god
              .get("/users?with=" + encoded(R"(["profiles"])") + "&filters=" +
                   encoded(R"([{"field":"username","operator":"eq","value":"other"}])"))
              .text("/data/items/0/profiles/0/firstName") == "New");
}

TEST_CASE("a user who is deleted or switched off is out at once") {
    world w;
    auto ada = w.member("ada");
    auto bob = w.member("bob");
    CHECK(ada.get("/notes").status == 200);
    CHECK(bob.get("/notes").status == 200);
    const auto hers = "/users/" + w.id_of("ada@example.com"),
               his = "/users/" + w.id_of("bob@example.com");
    CHECK(w.god.del(hers).status == 200);
    CHECK(ada.get("/notes").status == 401);
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions WHERE revoked_at IS NULL AND user_id = '" +
                hers.substr(7) + "'") == "0");
    CHECK(w.ask("SELECT deleted_at IS NOT NULL FROM main.users WHERE id = '" + hers.substr(7) +
                "'") == "t");
    CHECK(w.god.get(hers).status == 404);
    CHECK(w.anyone()
              .post("/auth/login", R"({"email":"ada@example.com","password":"Correct-Horse-9"})")
              .status == 401);
    CHECK(w.god.post("/users", R"({"email":"ada@example.com"})").status ==
          201); // the address is free
    CHECK(w.god.patch(his + "/toggle", "").status == 200);
    CHECK(bob.get("/notes").status >= 401);
    CHECK(w.god.patch(his + "/toggle", "").status == 200);
}

TEST_CASE("changes of roles and claims are felt by the next request") {
    world w;
    auto ada = w.member("ada");
    CHECK(ada.get("/roles").status == 403);
    w.may("get.roles");
    CHECK(ada.get("/roles").status == 200);
    const auto assigned =
        w.god.get("/userRoles?filters=" +
                  encoded(R"([{"field":"user.email","operator":"eq","value":"ada@example.com"}])"));
    const auto assignment = "/userRoles/" + assigned.text("/data/items/0/id");
    CHECK(w.god.patch(assignment + "/toggle", "").status == 200);
    CHECK(ada.get("/roles").status == 403);
    CHECK(w.god.patch(assignment + "/toggle", "").status == 200);
    CHECK(ada.get("/roles").status == 200);
    CHECK(w.god.del(assignment).status == 200);
    CHECK(ada.get("/roles").status == 403);
    CHECK(w.god
              .post("/userRoles", R"({"userId":")" + w.id_of("ada@example.com") +
                                      R"(","roleId":")" + w.role("member") + "\"}")
              .status == 201);
    CHECK(ada.get("/roles").status == 200);
}

TEST_CASE("nobody makes a godmin of themselves, and the last one stays") {
    world w;
    auto ada = w.member("ada");
    for (const auto* claim : {"get.users", "put.users", "delete.users", "post.user_roles",
                              "put.user_roles", "put.roles", "delete.roles"})
        w.may(claim);
    w.god.post("/roles", R"({"name":"plain"})");
    const auto godmin = w.role("godmin");
    REQUIRE_FALSE(godmin.empty());
    const auto me = w.id_of("ada@example.com"), god = w.id_of("god@example.com");
    const auto as = [&](const std::string& role) {
        return R"({"userId":")" + me + R"(","roleId":")" + role + "\"}";
    };
    CHECK(ada.post("/userRoles", as(godmin)).status == 403);
    const auto plain = ada.post("/userRoles", as(w.role("plain")));
    CHECK(plain.status == 201);
    CHECK(
        ada.put("/userRoles/" + plain.text("/data/id"), R"({"roleId":")" + godmin + "\"}").status ==
        403);
    CHECK(ada.put("/users/" + god, R"({"username":"owned"})").status == 403);
    CHECK(ada.patch("/users/" + god + "/toggle", "").status == 403);
    CHECK(ada.del("/users/" + god).status == 403);
    CHECK(ada.get("/auth/me").at("/data/claims").as_array().size() > 0);
    CHECK(w.god.del("/users/" + god).code() == "last_godmin");
    CHECK(w.god.patch("/users/" + god + "/toggle", "").code() == "last_godmin");
    CHECK(w.god.put("/users/" + god, R"({"isActive":false})").code() == "last_godmin");
    CHECK(w.god.del("/roles/" + godmin).code() == "system_role");
    CHECK(w.god.put("/roles/" + godmin, R"({"name":"other"})").code() == "system_role");
    w.ask("UPDATE main.users SET is_god = true WHERE id = '" + me + "'");
    CHECK(w.god.del("/users/" + god).status == 200); // there is another one now
}

TEST_CASE("a godmin by role is guarded as one by birth") {
    world w;
    auto ada = w.member("ada");
    auto eve = w.member("eve");
    for (const auto* claim : {"get.users", "put.users", "delete.users", "put.user_roles",
                              "delete.user_roles", "post.roles", "put.roles", "post.users"})
        w.may(claim);
    const auto hers = "/users/" + w.id_of("ada@example.com"),
               god = "/users/" + w.id_of("god@example.com");
    const auto given = w.god.post("/userRoles", R"({"userId":")" + hers.substr(7) +
                                                    R"(","roleId":")" + w.role("godmin") + "\"}");
    REQUIRE(given.status == 201);
    const auto role = "/userRoles/" + given.text("/data/id");
    CHECK(eve.put(hers, R"({"username":"owned"})").status == 403);
    CHECK(eve.put(hers, R"({"isActive":false})").status == 403);
    CHECK(eve.patch(hers + "/toggle", "").status == 403);
    CHECK(eve.del(hers).status == 403);
    CHECK(eve.del(role).status == 403);
    CHECK(eve.patch(role + "/toggle", "").status == 403);
    CHECK(eve.put(role, R"({"isActive":false})").status == 403);
    CHECK(w.god.del(hers).status == 200);
    CHECK(eve.patch(hers + "/restore", "").status == 403); // who would be a godmin again
    CHECK(w.god.patch(hers + "/restore", "").status == 200);
    for (const auto* name : {"Godmin", " godmin", "GODMIN "})
        CHECK(eve.post("/roles", R"({"name":")" + std::string{name} + "\"}").status >= 400);
    const auto plain = eve.post("/roles", R"({"name":"plain"})");
    CHECK(eve.put("/roles/" + plain.text("/data/id"), R"({"name":"gOdmin"})").status >= 400);
    // A user without any rights is for those who may.
    const auto made = eve.post("/users", R"({"email":"new@example.com"})");
    const auto path = "/users/" + made.text("/data/id");
    CHECK(eve.patch(path + "/toggle", "").status == 200);
    CHECK(eve.del(path).status == 200);
    CHECK(eve.patch(path + "/restore", "").status == 200);
    // The last one stays, whichever way he is one.
    CHECK(w.god.del(god).status == 200);
    auto ada_again = w.anyone();
    REQUIRE(
        ada_again.post("/auth/login", R"({"email":"ada@example.com","password":"Correct-Horse-9"})")
            .status == 200);
    CHECK(ada_again.del(hers).code() == "last_godmin");
    CHECK(ada_again.del(role).code() == "last_godmin");
    CHECK(ada_again.patch(role + "/toggle", "").code() == "last_godmin");
}
