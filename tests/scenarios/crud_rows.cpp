// Rows over HTTP: what works, and every way in which it does not.
#include "crud_world.hpp"

using namespace nucleus::testing;

namespace {

std::string id_of(const answer& a) { return a.text("/data/id"); }

/// The only finding of a 422 or 409, as "path code".
std::string finding(const answer& a) {
    return a.text("/errors/0/path") + " " + a.text("/errors/0/code");
}

}

TEST_CASE("a row is made, read, changed and deleted") {
    crud_world w{things};
    auto god = w.god();
    const auto made = god.post("/things", R"({"code":"A1","amount":12.50,"low":1,"high":2})");
    REQUIRE(made.status == 201);
    const auto id = id_of(made), path = "/things/" + id;
    CHECK(made.header("Location") == path);
    CHECK(made.at("/data/state") == "new");
    CHECK(made.body.find("\"amount\":12.50") != std::string::npos);
    CHECK(made.at("/data/createdBy").is_string());
    CHECK(w.ask("SELECT amount FROM main.things WHERE code = 'A1'") == "12.50");

    const auto read = god.get(path);
    CHECK(read.status == 200);
    CHECK(read.at("/data") == made.at("/data"));
    CHECK(read.header("ETag") == made.header("ETag"));
    const auto head = god.send("HEAD", path, "");
    CHECK(head.status == 200);
    CHECK(head.body.empty());

    for (const auto* verb : {"PUT", "PATCH"}) {
        const auto changed = god.send(verb, path, R"({"state":"used"})");
        CHECK(changed.status == 200);
        CHECK(changed.at("/data/state") == "used");
        CHECK(changed.at("/data/code") == "A1");
    }
    const auto gone = god.del(path);
    CHECK(gone.status == 200);
    CHECK(god.get(path).code() == "not_found");
    CHECK(god.del(path).status == 404);
    CHECK(god.put(path, R"({"state":"new"})").status == 404);
    CHECK(w.ask("SELECT count(*) FROM main.things") == "0");
}

TEST_CASE("a body that is not right is refused, all findings at once") {
    crud_world w{things};
    auto god = w.god();
    const auto post = [&](std::string_view body) { return god.post("/things", body); };
    CHECK(finding(post("{}")) == "/code required");
    CHECK(finding(post(R"({"code":"A","nope":1})")) == "/nope unknown_field");
    CHECK(post(R"({"code":7})").status == 422);
    CHECK(post(R"({"code":null})").status == 422);
    CHECK(post(R"({"code":"01234567890"})").status == 422);
    CHECK(post(R"({"code":"A","amount":-1})").status == 422);
    CHECK(post(R"({"code":"A","amount":1.234})").status == 422);
    CHECK(post(R"({"code":"A","amount":12345678})").status == 422);
    CHECK(post(R"({"code":"A","amount":"x"})").status == 422);
    CHECK(post(R"({"code":"A","low":2147483648})").status == 422);
    CHECK(post(R"({"code":"A","low":1.5})").status == 422);
    CHECK(post(R"({"code":"A","state":"broken"})").status == 422);
    CHECK(post(R"({"code":"A","groupId":"7"})").status == 422);
    CHECK(
        post(R"({"code":"A","low":"x","high":"y","amount":-1})").at("/errors").as_array().size() ==
        3);
    for (const auto* owned :
         {"id", "createdAt", "created_by", "updatedAt", "updatedBy", "secretMark", "secret_mark"})
        CHECK(post(R"({"code":"A",")" + std::string{owned} +
                   R"(":"01930000-0000-7000-8000-000000000000"})")
                  .status == 422);
    CHECK(post(R"({"code":"A","deletedAt":"2026-01-01T00:00:00Z"})").status == 422);
    CHECK(post("{").code() == "malformed_json");
    CHECK(post(R"({"code":"A"} x)").code() == "malformed_json");
    CHECK(post(R"({"code":"A","code":"B"})").code() == "malformed_json");
    CHECK(post("[]").status == 422);
    CHECK(god.post("/things", R"({"code":"A"})", {{"Content-Type", "text/plain"}}).status == 415);
    CHECK(post(R"({"code":")" + std::string(2 << 20, 'x') + "\"}").status == 413);
    CHECK(w.ask("SELECT count(*) FROM main.things") == "0");
}

TEST_CASE("text that looks like SQL is text") {
    crud_world w{things};
    auto god = w.god();
    constexpr std::string_view title = R"(x'); DROP TABLE main.things; -- \" $1 {schema})";
    const auto made = god.post("/notes", json::serialize(json::object{{"title", title}}));
    REQUIRE(made.status == 201);
    CHECK(made.text("/data/title") == title);
    CHECK(w.ask("SELECT count(*) FROM main.things") == "0");
}

TEST_CASE("rules of the database name the field") {
    crud_world w{things};
    auto god = w.god();
    const auto group = id_of(god.post("/groups", R"({"name":" G "})"));
    REQUIRE(god.post("/things", R"({"code":"A","low":1,"high":2,"group_id":")" + group + "\"}")
                .status == 201);
    const auto twice = god.post("/things", R"({"code":"A"})");
    CHECK(twice.status == 409);
    CHECK(twice.code() == "duplicate");
    CHECK(finding(twice) == "/code duplicate");
    CHECK(twice.body.find("things_code_key") == std::string::npos);
    const auto pair = god.post("/things", R"({"code":"B","low":1,"high":2})");
    CHECK(pair.status == 409);
    CHECK(pair.at("/errors").as_array().size() == 2);
    const auto missing =
        god.post("/things", R"({"code":"B","groupId":"01930000-0000-7000-8000-000000000000"})");
    CHECK(missing.status == 409);
    CHECK(finding(missing) == "/groupId missing_reference");
    const auto range = god.post("/things", R"({"code":"B","low":3,"high":2})");
    CHECK(range.status == 422);
    CHECK(range.code() == "constraint_violated");
    const auto held = god.del("/groups/" + group);
    CHECK(held.status == 409);
    CHECK(held.code() == "foreign_key_conflict");
    CHECK(w.ask("SELECT count(*) FROM main.things") == "1");
}

TEST_CASE("changes: the id stays, something must be given") {
    crud_world w{things};
    auto god = w.god();
    const auto path = "/things/" + id_of(god.post("/things", R"({"code":"A"})"));
    const auto id = path.substr(8);
    CHECK(god.put(path, "{}").status == 422);
    CHECK(god.put(path, R"({"id":")" + id + "\"}").status == 422);
    CHECK(god.put(path, R"({"id":")" + id + R"(","state":"used"})").status == 200);
    const auto other =
        god.put(path, R"({"id":"01930000-0000-7000-8000-000000000000","state":"new"})");
    CHECK(other.status == 422);
    CHECK(finding(other) == "/id id_mismatch");
    CHECK(god.put("/things/7", R"({"state":"new"})").code() == "malformed_id");
    CHECK(god.get("/things/7").status == 400);
    CHECK(god.get(path + "?fields=x").code() == "invalid_query");
    CHECK(god.put(path, R"({"code":null})").status == 422);
    CHECK(god.put(path, R"({"low":5,"high":null})").at("/data/high").is_null());
    CHECK(w.ask("SELECT state FROM main.things") == "used");
}

TEST_CASE("entity tags") {
    crud_world w{things};
    auto god = w.god();
    const auto made = god.post("/things", R"({"code":"A"})");
    const auto path = "/things/" + id_of(made), tag = made.header("ETag");
    CHECK(god.get(path, {{"If-None-Match", tag}}).status == 304);
    CHECK(god.get(path, {{"If-None-Match", "W/" + tag}}).status == 304);
    CHECK(god.get(path, {{"If-None-Match", "\"1-x\""}}).status == 200);
    const auto changed = god.put(path, R"({"low":1})", {{"If-Match", "\"1-x\", " + tag}});
    CHECK(changed.status == 200);
    CHECK(changed.header("ETag") != tag);
    CHECK(god.put(path, R"({"low":2})", {{"If-Match", tag}}).code() == "precondition_failed");
    CHECK(god.del(path, {{"If-Match", tag}}).status == 412);
    for (const auto* bad : {"7", "\"7", "W/", "* \"7-x\""}) {
        CHECK(god.put(path, R"({"low":2})", {{"If-Match", bad}}).code() == "bad_request");
        CHECK(god.del(path, {{"If-Match", bad}}).code() == "bad_request");
    }
    CHECK(
        god.put(path, R"({"low":2})", {{"If-Match", "\"'; DROP TABLE main.things; --\""}}).status ==
        412);
    CHECK(god.get(path).at("/data/low") == 1);
    CHECK(
        god.put("/things/01930000-0000-7000-8000-000000000000", R"({"low":2})", {{"If-Match", tag}})
            .status == 404);
    CHECK(god.del(path, {{"If-Match", "*"}}).status == 200);
}

TEST_CASE("who may do what") {
    crud_world w{things};
    auto god = w.god();
    auto anyone = w.anyone();
    auto member = w.member("ada");
    const auto path = "/things/" + id_of(god.post("/things", R"({"code":"A","cost":3})"));
    CHECK(anyone.get(path).code() == "unauthenticated");
    CHECK(anyone.post("/things", R"({"code":"B"})").status == 401);
    CHECK(anyone.get("/groups").status == 200);
    CHECK(anyone.post("/groups", R"({"name":"x"})").status == 401);
    CHECK(member.post("/things", R"({"code":"B"})").code() == "forbidden");
    CHECK(member.put(path, R"({"low":1})").status == 403);
    CHECK(member.del(path).status == 403);
    CHECK(member.post("/groups", R"({"name":"x"})").status == 403);
    CHECK(w.ask("SELECT count(*) FROM main.things WHERE code = 'A' AND low IS NULL") == "1");

    CHECK(god.get(path).at("/data/cost") == 3);
    const auto seen = member.get(path);
    CHECK(seen.status == 200);
    CHECK(seen.body.find("cost") == std::string::npos);
    CHECK(member.get("/things").body.find("cost") == std::string::npos);
    CHECK(
        member.get("/things?filters=" + encoded(R"([{"field":"cost","operator":"gt","value":1}])"))
            .code() == "invalid_query");
    CHECK(member.get("/things?sort=" + encoded(R"([{"field":"cost"}])")).status == 400);
    CHECK(seen.header("ETag") != god.get(path).header("ETag"));
}

TEST_CASE("rows of others are not there") {
    crud_world w{things};
    auto ada = w.member("ada"), bob = w.member("bob"), god = w.god();
    const auto path = "/notes/" + id_of(ada.post("/notes", R"({"title":"mine"})"));
    CHECK(ada.get(path).status == 200);
    CHECK(bob.get(path).status == 404);
    CHECK(bob.put(path, R"({"title":"ours"})").status == 404);
    CHECK(bob.del(path).status == 404);
    CHECK(bob.get("/notes").at("/data/meta/totalItems") == 0);
    CHECK(god.get(path).status == 200);
    CHECK(bob.post("/notes", R"({"title":"x","createdBy":"01930000-0000-7000-8000-000000000000"})")
              .status == 422);
    CHECK(w.ask("SELECT title FROM main.notes") == "mine");
}

TEST_CASE("soft-deleted rows are gone, and free their values") {
    crud_world w{things};
    auto ada = w.member("ada");
    const auto path = "/notes/" + id_of(ada.post("/notes", R"({"title":"one"})"));
    CHECK(ada.post("/notes", R"({"title":"one"})").status == 409);
    CHECK(ada.del(path).status == 200);
    CHECK(ada.get(path).status == 404);
    CHECK(ada.put(path, R"({"title":"two"})").status == 404);
    CHECK(ada.del(path).status == 404);
    CHECK(ada.get("/notes").at("/data/items").as_array().empty());
    CHECK(ada.post("/notes", R"({"title":"one"})").status == 201);
    CHECK(w.ask("SELECT count(*) FROM main.notes") == "2");
    CHECK(w.ask("SELECT count(*) FROM main.notes WHERE deleted_at IS NOT NULL") == "1");
}
