// Hooks of a plugin around the rows of entities.
#include "scenarios/crud_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "notes", "bulk_endpoints_enabled": true, "softDelete": true, "columns": [
    {"name": "title", "type": "text", "notNull": true, "unique": true},
    {"name": "slug", "type": "text"}, {"name": "body", "type": "text"}]},
  {"table_name": "doings", "columns": [
    {"name": "note_id", "type": "uuid"}, {"name": "operation", "type": "integer"},
    {"name": "old", "type": "text"}, {"name": "new", "type": "text"}]}
])";

struct world : crud_world {
    world()
        : crud_world{entities, true,
                     R"(["get.notes", "put.notes", "delete.notes", "bulk.put.notes"])",
                     R"({"plugins": {"load": ["auth", "crud", ")" CONTRACT_PLUGINS
                     R"(/house_rules.so"]}})"} {}
    http_client god = crud_world::god();
    std::string doings(const std::string& where = "true") {
        return ask("SELECT count(*) FROM main.doings WHERE " + where);
    }
    answer add(const std::string& title) {
        return god.post("/notes", R"({"title":")" + title + R"("})");
    }
};

}

TEST_CASE("a hook sees what was and what is, and adds to it, in the same transaction") {
    world w;
    const auto made = w.add("one");
    CHECK(made.status == 201);
    CHECK(made.text("/data/slug") == "made-of-one");
    CHECK_FALSE(made.header("ETag").empty());
    const auto path = "/notes/" + made.text("/data/id");
    CHECK(made.header("Location") == path);
    CHECK(w.doings("operation = 1 AND old = 'null' AND new::jsonb->>'title' = 'one'") == "1");
    const auto changed =
        w.god.put(path, R"({"title":"two","slug":"own"})", {{"If-Match", made.header("ETag")}});
    CHECK(changed.status == 200);
    CHECK(changed.text("/data/slug") == "own");
    CHECK(w.doings("old::jsonb->>'title' = 'one' AND new::jsonb->>'title' = 'two'") == "1");
    CHECK(w.god.put(path, R"({"title":"x"})", {{"If-Match", made.header("ETag")}}).status == 412);
    CHECK(w.god.patch(path + "/toggle", "").at("/data/isActive") == false);
    CHECK(w.god.put(path, R"({"title":"clear","body":"y"})").at("/data/body").is_null());
    CHECK(w.god.del(path).status == 200);
    CHECK(w.doings("new = 'null' AND old::jsonb->>'title' = 'clear'") == "1");
    CHECK(w.god.get(path).status == 404);
    CHECK(w.god.patch(path + "/restore", "").text("/data/title") == "clear");
    CHECK(w.god.patch(path + "/restore", "").status == 404);
    CHECK(w.doings() == "6");
    const auto nowhere = std::string{"/notes/00000000-0000-7000-8000-000000000001"};
    CHECK(w.god.put(nowhere, R"({"title":"x"})").status == 404);
    CHECK(w.god.del(nowhere).status == 404);
}

TEST_CASE("a hook refuses, and nothing has happened") {
    world w;
    const auto refused = w.add("forbidden");
    CHECK(refused.status == 409);
    CHECK(refused.code() == "not_in_this_house");
    const auto fixed = "/notes/" + w.add("fixed").text("/data/id");
    CHECK(w.god.put(fixed, R"({"title":"other"})").code() == "not_in_this_house");
    CHECK(w.god.del(fixed).code() == "not_in_this_house");
    CHECK(w.god.get(fixed).text("/data/title") == "fixed");
    CHECK(w.doings() == "1");
    // Of what a hook has written before it failed, nothing stays either.
    CHECK(w.add("explode").status == 500);
    CHECK(w.doings() == "1");
    CHECK(w.ask("SELECT count(*) FROM main.notes") == "1");
    CHECK(w.add("fixed").code() == "duplicate");
}

TEST_CASE("a hook parks a write, and keeps what it needs to do it later") {
    world w;
    const auto parked = w.add("later");
    CHECK(parked.status == 202);
    CHECK(parked.at("/data") == parse(R"({"waiting":true})"));
    CHECK(w.ask("SELECT count(*) FROM main.notes") == "0");
    CHECK(w.doings("old = '\"parked\"' AND new::jsonb->>'title' = 'later'") == "1");
    const auto path = "/notes/" + w.add("one").text("/data/id");
    CHECK(w.god.put(path, R"({"title":"later"})").status == 202);
    CHECK(w.god.get(path).text("/data/title") == "one");
}

TEST_CASE("in a bulk each item has its own fate") {
    world w;
    const auto all = w.god.post("/notes/bulk", R"([{"title":"a"},{"title":"b"}])");
    CHECK(all.status == 201);
    CHECK(w.doings("operation = 1") == "2");
    CHECK(w.ask("SELECT string_agg(slug, ' ' ORDER BY slug) FROM main.notes") ==
          "made-of-a made-of-b");
    const auto refused = w.god.post("/notes/bulk", R"([{"title":"c"},{"title":"forbidden"}])");
    CHECK(refused.status == 409);
    CHECK(refused.text("/errors/0/path") == "/1");
    const auto mixed =
        w.god.post("/notes/bulk?mode=partial",
                   R"([{"title":"later"},{"title":"c"},{"title":"forbidden"},{"title":"a"}])");
    INFO(mixed.body);
    CHECK(mixed.at("/data/created") == 1);
    CHECK(mixed.at("/data/failed").as_array().size() == 2);
    CHECK(mixed.at("/data/parked/0/index") == 0);
    CHECK(w.ask("SELECT count(*) FROM main.notes") == "3");
    CHECK(w.doings("operation = 1") == "4"); // a, b, c, and what is parked
    const auto changed = w.god.put("/notes/bulk", R"({"filters":[],"set":{"body":"x"}})");
    CHECK(changed.at("/data/updated") == 3);
    CHECK(w.doings("operation = 2 AND new::jsonb->>'body' = 'x'") == "3");
    CHECK(w.god.send("DELETE", "/notes/bulk", R"({"filters":[]})").at("/data/deleted") == 3);
    CHECK(w.doings("new = 'null'") == "3");
}

TEST_CASE("a hook hides rows from every way of reading, changing and deleting") {
    world w;
    const auto hidden = w.add("hidden").text("/data/id");
    w.add("plain");
    auto ada = w.member("ada");
    CHECK(w.god.get("/notes/" + hidden).status == 200);
    CHECK(ada.get("/notes/" + hidden).status == 404);
    CHECK(ada.get("/notes/" + hidden + "?fields=" + encoded(R"(["id"])")).status == 404);
    CHECK(ada.get("/notes").at("/data/meta/totalItems") == 1);
    CHECK(ada.get("/notes?format=csv&fields=" + encoded(R"(["title"])")).body ==
          "title\r\nplain\r\n");
    CHECK(ada.get("/notes?aggregate=" + encoded(R"([{"fn":"count"}])")).at("/data/items/0/count") ==
          1);
    CHECK(ada.put("/notes/" + hidden, R"({"body":"x"})").status == 404);
    CHECK(ada.patch("/notes/" + hidden + "/toggle", "").status == 404);
    CHECK(ada.del("/notes/" + hidden).status == 404);
    CHECK(ada.put("/notes/bulk", R"([{"id":")" + hidden + R"(","body":"x"}])").status == 404);
    CHECK(ada.put("/notes/bulk", R"({"filters":[],"set":{"body":"x"}})").at("/data/updated") == 1);
    CHECK(w.god.get("/notes/" + hidden).at("/data/body").is_null());
}
