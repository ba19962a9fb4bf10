// Whole lists as csv and ndjson, streamed.
#include "crud_world.hpp"
#include <sstream>
#include <unistd.h>

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "makers", "columns": [{"name": "name", "type": "text", "notNull": true}]},
  {"table_name": "parts", "public": ["get"], "columns": [
    {"name": "name", "type": "text"},
    {"name": "price", "type": "numeric"},
    {"name": "big", "type": "bigint"},
    {"name": "tags", "type": "text", "array": true},
    {"name": "more", "type": "jsonb"},
    {"name": "at", "type": "timestamptz"},
    {"name": "blob", "type": "bytea"},
    {"name": "fine", "type": "boolean"},
    {"name": "cost", "type": "integer", "protected": true},
    {"name": "maker_id", "type": "uuid", "references": {"table": "makers"}}]}
])";

struct world : crud_world {
    world()
        : crud_world{entities, true, R"(["get.parts"])"} {}
    void fill(int rows) {
        ask("INSERT INTO main.parts (name, price, created_at) SELECT 'N' || n, n, "
            "timestamptz '2026-01-01' + n * interval '1 s' FROM generate_series(1, " +
            std::to_string(rows) + ") n");
    }
};

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

std::string fields(std::string_view names) { return "&fields=" + encoded(names); }

}

TEST_CASE("csv is exact: nothing, empty text, quotes, lines, numbers, arrays, JSON") {
    world w;
    w.ask(
        R"(INSERT INTO main.parts (name, price, big, tags, more, at, blob, fine, created_at) VALUES
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-01'),
      ('', 0.10, 9007199254740993, '{}', '{"a": "x,\"y\""}', '2026-03-04T05:06:07.000089Z', '\x00ff', true, '2026-01-02'),
      (E'say "hi",\nyou', -12345678901234567890.5, -1, '{"a,b",NULL,"c\"d"}', '"text"', 'infinity', '', false, '2026-01-03'),
      ('=SUM(A1)', 'NaN', 0, '{x}', 'null', NULL, NULL, NULL, '2026-01-04'),
      (' padded ', 1, 1, NULL, '[1,2]', NULL, NULL, NULL, '2026-01-05'))");
    auto c = w.anyone();
    const auto a = c.get("/parts?format=csv&sort=" + encoded(R"([{"field":"createdAt"}])") +
                         fields(R"(["name","price","big","tags","more","at","blob","fine"])"));
    CHECK(a.status == 200);
    CHECK(a.header("Content-Type") == "text/csv; charset=utf-8; header=present");
    CHECK(a.header("Content-Disposition") == R"(attachment; filename="parts.csv")");
    CHECK(a.body ==
          "name,price,big,tags,more,at,blob,fine\r\n"
          ",,,,,,,\r\n"
          "\"\",0.10,9007199254740993,[],\"{\"\"a\"\": \"\"x,\\\"\"y\\\"\"\"\"}\",2026-03-"
          "04T05:06:07.000089Z,AP8=,true\r\n"
          "\"say "
          "\"\"hi\"\",\nyou\",-12345678901234567890.5,-1,\"[\"\"a,b\"\",null,\"\"c\\\"\"d\"\"]\","
          "\"\"\"text\"\"\",infinity,\"\",false\r\n"
          "=SUM(A1),NaN,0,\"[\"\"x\"\"]\",null,,,\r\n"
          "\" padded \",1,1,,\"[1, 2]\",,,\r\n");
}

TEST_CASE("an export has every row of the list, in its order, whatever their number") {
    world w;
    w.fill(5321);
    auto c = w.anyone();
    const auto sort = "&sort=" + encoded(R"([{"field":"price","direction":"desc"}])");
    const auto all = lines(c.get("/parts?format=ndjson" + sort + fields(R"(["price"])")).body);
    REQUIRE(all.size() == 5321);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] != R"({"price":)" + std::to_string(5321 - i) + "}") FAIL(i << ": " << all[i]);
    CHECK(lines(c.get("/parts?format=csv").body).size() == 5322);
    CHECK(lines(c.get("/parts?format=ndjson&limit=12").body).size() == 12);
    CHECK(lines(c.get("/parts?format=csv&limit=5000" + sort).body).size() == 5001);
    const auto some = "&filters=" + encoded(R"([{"field":"price","operator":"lte","value":7}])");
    CHECK(lines(c.get("/parts?format=ndjson" + some).body).size() == 7);
    const auto none = "&filters=" + encoded(R"([{"field":"price","operator":"lt","value":0}])");
    CHECK(c.get("/parts?format=ndjson" + none).body.empty());
    CHECK(lines(c.get("/parts?format=csv" + none + fields(R"(["price"])")).body) ==
          std::vector<std::string>{"price\r"});
    const auto posted = c.post("/parts/query", R"({"format":"csv","fields":["price"],"limit":1})");
    CHECK(posted.status == 200);
    CHECK(lines(posted.body).size() == 2);
    const auto head = c.send("HEAD", "/parts?format=csv", "");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(c.get("/parts?limit=1").status == 200); // the connection goes on
    // Wide rows come in smaller pieces, and all of them.
    w.ask("UPDATE main.parts SET name = repeat('x', 200000) WHERE price <= 150");
    CHECK(c.get("/parts?format=ndjson" + fields(R"(["name"])")).body.size() > 150 * 200000);
}

TEST_CASE("groups are exported, and relations with ndjson") {
    world w;
    w.ask("INSERT INTO main.makers (id, name) VALUES ('00000000-0000-7000-8000-00000000000a', "
          "'Ada'); INSERT INTO main.parts (name, price, maker_id) SELECT CASE WHEN n % 2 = 0 THEN "
          "'even' ELSE 'odd' END, n, CASE WHEN n < 2000 THEN "
          "uuid '00000000-0000-7000-8000-00000000000a' END FROM generate_series(1, 2500) n");
    auto god = w.god();
    CHECK(god.get("/parts?format=csv&groupBy=" + encoded(R"(["name"])") + "&aggregate=" +
                  encoded(R"([{"fn":"count"},{"fn":"sum","field":"price","as":"total"}])"))
              .body == "name,count,total\r\neven,1250,1563750\r\nodd,1250,1562500\r\n");
    CHECK(god.get("/parts?format=ndjson&distinct=" + encoded(R"(["name"])")).body ==
          "{\"name\":\"even\"}\n{\"name\":\"odd\"}\n");
    const auto all =
        lines(god.get("/parts?format=ndjson&sort=" + encoded(R"([{"field":"price"}])") +
                      fields(R"(["price"])") +
                      "&with=" + encoded(R"([{"relation":"maker","fields":["name"]}])"))
                  .body);
    REQUIRE(all.size() == 2500);
    CHECK(all[1998] == R"({"price":1999,"maker":{"name":"Ada"}})");
    CHECK(all[1999] == R"({"price":2000,"maker":null})");
}

TEST_CASE("an export obeys the same rules as a list, and says so before it begins") {
    world w;
    w.fill(3);
    auto ada = w.member("ada");
    auto god = w.god();
    CHECK(ada.get("/parts?format=csv&limit=1").body.find("cost") == std::string::npos);
    CHECK(god.get("/parts?format=csv&limit=1").body.find("cost") != std::string::npos);
    CHECK(ada.get("/makers?format=csv").status == 403);
    CHECK(w.anyone().get("/makers?format=csv").status == 401);
    const auto refused = [&](const std::string& query, std::string_view parameter) {
        const auto a = ada.get("/parts?" + query);
        INFO(a.body);
        CHECK(a.status == 400);
        CHECK(a.code() == "invalid_query");
        CHECK(a.text("/errors/0/path") == parameter);
    };
    refused("format=xml", "format");
    refused("format=csv&page=1", "page");
    refused("format=ndjson&offset=0", "offset");
    refused("format=csv&cursor=x", "cursor");
    refused("format=csv&with=" + encoded("[]"), "with");
    refused("format=csv&limit=0", "limit");
    refused("format=csv&fields=" + encoded(R"(["cost"])"), "fields");
    refused("format=csv&filters=" +
                encoded(R"([{"field":"more","operator":"jsonPath","value":"$.["}])"),
            "filters");
    CHECK(ada.get("/parts?limit=1").status == 200);
}

TEST_CASE("who stops reading an export leaves nothing behind") {
    world w;
    w.fill(200000);
    const auto busy = [&] {
        return w.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'nucleusd' "
                     "AND state <> 'idle'");
    };
    for (int i = 0; i < 6; ++i) {
        const auto part = http_client::raw(
            w.server().port(), "GET /parts?format=ndjson HTTP/1.1\r\nHost: x\r\n\r\n", 0.1);
        CHECK(part.starts_with("HTTP/1.1 200"));
    }
    for (int tries = 0; busy() != "0" && tries < 100; ++tries) usleep(100'000);
    CHECK(busy() == "0");
    CHECK(lines(w.anyone().get("/parts?format=csv&limit=10").body).size() == 11);
}
