// Records of what was done to which row.
#include "crud_world.hpp"
#include <csignal>

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "notes", "bulk_endpoints_enabled": true, "softDelete": true, "columns": [
    {"name": "title", "type": "text", "notNull": true, "unique": true}, {"name": "price", "type": "numeric"}]},
  {"table_name": "drafts", "audit": false, "columns": [{"name": "title", "type": "text"}]}
])";

struct world : crud_world {
    explicit world(const std::string& audit = "{}")
        : crud_world{entities, true, R"(["get.notes", "post.notes", "put.notes"])",
                     R"({"audit": )" + audit + "}"} {}
    http_client god = crud_world::god();
    std::string count(const std::string& where = "true") {
        return ask("SELECT count(*) FROM main.audit_logs WHERE entity_name = 'notes' AND " + where);
    }
};

}

TEST_CASE("every change leaves a record of before and after, of who and where") {
    world w;
    auto ada = w.member("ada");
    const auto made =
        ada.post("/notes", R"({"title":"a","price":1.50})", {{"User-Agent", "tests/1"}});
    REQUIRE(made.status == 201);
    const auto id = made.text("/data/id");
    ada.put("/notes/" + id + "?", R"({"price":2})");
    w.god.patch("/notes/" + id + "/toggle", "");
    w.god.del("/notes/" + id);
    w.god.patch("/notes/" + id + "/restore", "");
    const auto logs =
        w.god.get("/auditLogs?sort=" + encoded(R"([{"field":"createdAt"}])") + "&filters=" +
                  encoded(R"([{"field":"entityId","operator":"eq","value":")" + id + R"("}])"));
    INFO(logs.body);
    REQUIRE(logs.at("/data/items").as_array().size() == 5);
    const auto at = [&](const std::string& pointer) { return logs.at("/data/items/" + pointer); };
    CHECK(at("0/operationType") == "INSERT");
    CHECK(at("0/oldValues").is_null());
    CHECK(at("0/newValues/title") == "a");
    CHECK(logs.body.find("1.50") != std::string::npos); // to the last digit
    CHECK(at("0/createdAt").as_string().ends_with("Z"));
    CHECK(at("0/timestamp") == at("0/createdAt"));
    CHECK(at("0/userAgent") == "tests/1");
    CHECK(at("0/ipAddress") == "127.0.0.1");
    CHECK(at("0/path") == "/notes");
    CHECK(logs.text("/data/items/0/requestId") == made.header("X-Request-Id"));
    CHECK(logs.text("/data/items/0/userId") ==
          w.ask("SELECT id::text FROM main.users WHERE email = 'ada@example.com'"));
    CHECK(at("1/operationType") == "UPDATE");
    CHECK(at("1/oldValues/price") == 1.5);
    CHECK(at("1/newValues/price") == 2);
    CHECK(at("2/operationType") == "TOGGLE");
    CHECK(at("3/operationType") == "DELETE");
    CHECK(at("3/newValues").is_null());
    CHECK(at("4/operationType") == "RESTORE");
    CHECK(w.count() == "5");
}

TEST_CASE("there is no record without its change, nor a change without its record") {
    world w;
    w.god.post("/notes", R"({"title":"a"})");
    CHECK(w.god.post("/notes", R"({"title":"a"})").status == 409);
    CHECK(w.count() == "1");
    w.ask("ALTER TABLE main.audit_logs ADD CONSTRAINT never CHECK (entity_name <> 'notes') NOT "
          "VALID");
    CHECK(w.god.post("/notes", R"({"title":"b"})").status >= 400);
    CHECK(w.ask("SELECT count(*) FROM main.notes") == "1");
    CHECK(w.god.put("/notes/bulk", R"({"filters":[],"set":{"price":1}})").status >= 400);
    CHECK(w.ask("SELECT count(*) FROM main.notes WHERE price = 1") == "0");
    w.ask("ALTER TABLE main.audit_logs DROP CONSTRAINT never");
    CHECK(w.god.post("/drafts", R"({"title":"x"})").status == 201); // it asks for none
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE entity_name = 'drafts'") == "0");
}

TEST_CASE("a bulk leaves one record for each row") {
    world w;
    json::array rows;
    for (int n = 0; n < 500; ++n) rows.push_back(json::object{{"title", "n" + std::to_string(n)}});
    CHECK(w.god.post("/notes/bulk", json::serialize(rows)).status == 201);
    CHECK(w.count("operation_type = 'INSERT'") == "500");
    CHECK(w.count("new_values->>'title' = 'n499' AND entity_id = (SELECT id FROM main.notes WHERE "
                  "title = 'n499')") == "1");
    CHECK(w.god.put("/notes/bulk", R"({"filters":[],"set":{"price":3}})").at("/data/updated") ==
          500);
    CHECK(w.count("operation_type = 'UPDATE' AND (new_values->>'price')::numeric = 3 AND "
                  "old_values->>'price' IS NULL") == "500");
}

TEST_CASE("records are read only, by those who may, and accounts' secrets are not in them") {
    world w;
    auto ada = w.member("ada");
    ada.post("/notes", R"({"title":"a"})");
    CHECK(ada.get("/auditLogs").status == 403);
    CHECK(w.anyone().get("/auditLogs").status == 401);
    const auto one = "/auditLogs/" + w.god.get("/auditLogs").text("/data/items/0/id");
    CHECK(w.god.get(one).status == 200);
    CHECK(w.god.put(one, R"({"summary":"x"})").status == 405);
    CHECK(w.god.del(one).status == 405);
    CHECK(w.god.post("/auditLogs", "{}").status == 405);
    CHECK(w.god.get("/auditLogs?with=" + encoded(R"(["user"])")).text("/data/items/0/user/email") ==
          "ada@example.com");
    CHECK(w.god.get("/auditLogs?format=csv&limit=1").status == 200);
    w.god.put("/users/" + w.ask("SELECT id FROM main.users WHERE email = 'ada@example.com'"),
              R"({"username":"adamant"})");
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE entity_name = 'users'") == "1");
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE new_values::text LIKE '%argon2%' OR "
                "old_values::text LIKE '%password\"%'") == "0");
}

TEST_CASE("what is recorded follows the config, while the server runs") {
    world w{R"({"actions": {"GET": true, "UPDATE": false}})"};
    const auto id = w.god.post("/notes", R"({"title":"a"})").text("/data/id");
    w.god.put("/notes/" + id, R"({"price":2})");
    CHECK(w.count("operation_type = 'UPDATE'") == "0");
    w.god.get("/notes/" + id);
    w.god.get("/notes?limit=1");
    w.god.get("/notes?format=csv");
    CHECK(w.god.get("/notes/00000000-0000-7000-8000-000000000001").status == 404);
    CHECK(w.count("operation_type = 'GET'") == "3");
    CHECK(w.count("operation_type = 'GET' AND entity_id = '" + id + "'") == "1");
    CHECK(w.count("operation_type = 'GET' AND query = 'limit=1'") == "1");
    auto c = parse(w.config_text(entities));
    c.as_object()["audit"] = json::object{{"enabled", false}};
    w.server().write_config(json::serialize(c));
    w.server().signal(SIGHUP);
    REQUIRE(w.server().wait_log("reloaded"));
    w.god.post("/notes", R"({"title":"b"})");
    CHECK(w.count("operation_type = 'INSERT'") == "1");
}

TEST_CASE("what a client calls itself cannot stand in the way") {
    world w;
    CHECK(w.god
              .post("/notes", R"({"title":"a"})",
                    {{"User-Agent", "\xff\xfe " + std::string(4000, 'x')}})
              .status == 201);
    CHECK(w.count("user_agent LIKE '\\%FF\\%FE xxx%' AND length(user_agent) < 3000") == "1");
}
