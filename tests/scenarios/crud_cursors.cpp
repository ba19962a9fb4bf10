// Keyset pages: every row once, whatever the order; cursors that are good for their own list only.
#include "crud_world.hpp"

using namespace nucleus::testing;

namespace {

/// Many equal values and NULLs, so that every kind of key has to be told apart.
constexpr std::string_view entities = R"([
  {"table_name": "towns", "columns": [
    {"name": "name", "type": "text"}, {"name": "land", "type": "text"}]},
  {"table_name": "people", "softDelete": true, "public": ["get"], "columns": [
    {"name": "name", "type": "text", "notNull": true},
    {"name": "age", "type": "integer"},
    {"name": "score", "type": "double"},
    {"name": "born", "type": "date"},
    {"name": "ok", "type": "boolean", "notNull": true},
    {"name": "town_id", "type": "uuid", "references": {"table": "towns"}}]}
])";

struct world : crud_world {
    world()
        : crud_world{entities, true, R"(["get.people", "get.towns"])"} {
        ask(R"(
INSERT INTO main.towns (name, land) SELECT 'T' || n, CASE WHEN n > 1 THEN 'L' || n % 2 END FROM generate_series(1, 4) n;
INSERT INTO main.people (name, age, score, born, ok, town_id, created_at)
SELECT 'P' || n % 7, CASE WHEN n % 3 > 0 THEN n % 5 END,
       CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN 0.1 WHEN 3 THEN '-Infinity' ELSE n / 3.0 END,
       CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN 'infinity' ELSE date '2026-01-01' + n % 3 END,
       n % 2 = 0, CASE WHEN n % 5 > 0 THEN (SELECT id FROM main.towns WHERE name = 'T' || n % 5) END,
       timestamptz '2026-01-01' + n % 10 * interval '1 microsecond'
FROM generate_series(1, 60) n)");
    }
};

std::vector<std::string> ids(const answer& a) {
    INFO(a.body);
    REQUIRE(a.status == 200);
    std::vector<std::string> out;
    const auto items = a.at("/data/items");
    for (const auto& item : items.as_array()) out.emplace_back(item.at("id").as_string());
    return out;
}

/// All ids, page by page.
std::vector<std::string> walk(http_client& c, const std::string& query, int limit) {
    std::vector<std::string> all;
    const auto size = "limit=" + std::to_string(limit);
    auto page = c.get("/people?" + size + query);
    for (int pages = 1;; ++pages) {
        const auto some = ids(page);
        all.insert(all.end(), some.begin(), some.end());
        const auto next = page.at("/data/meta/nextCursor");
        CHECK(page.at("/data/meta/hasNextPage") == next.is_string());
        CHECK(page.at("/data/meta/hasPrevPage") == (pages > 1));
        if (!next.is_string()) return all;
        REQUIRE(some.size() == static_cast<std::size_t>(limit));
        REQUIRE(pages < 100);
        page = c.get("/people?" + size + "&cursor=" + std::string{next.as_string()});
    }
}

std::string first_cursor(http_client& c, const std::string& query = {}) {
    return c.get("/people?limit=5" + query).text("/data/meta/nextCursor");
}

void mismatch(const answer& a) {
    INFO(a.body);
    CHECK(a.status == 400);
    CHECK(a.code() == "cursor_mismatch");
}

}

TEST_CASE("pages by cursor show every row once, in the order of the list") {
    world w;
    auto c = w.anyone();
    for (
        const auto* sort : {
            "",
            R"([{"field":"id"}])",
            R"([{"field":"name"}])",
            R"([{"field":"name","direction":"desc"}])",
            R"([{"field":"age"}])",
            R"([{"field":"age","direction":"desc"}])",
            R"([{"field":"age","nulls":"first"}])",
            R"([{"field":"age","direction":"desc","nulls":"last"}])",
            R"([{"field":"score"},{"field":"age","direction":"desc"}])",
            R"([{"field":"born","direction":"desc","nulls":"last"},{"field":"ok"},{"field":"score","nulls":"first"}])",
            R"([{"field":"ok","direction":"desc"},{"field":"createdAt"}])",
            R"([{"field":"createdAt"},{"field":"id","direction":"desc"}])",
        })
        for (const int limit : {1, 7, 20, 60}) {
            INFO(sort << " by " << limit);
            const auto query = *sort ? "&sort=" + encoded(sort) : std::string{};
            CHECK(walk(c, query, limit) == ids(c.get("/people?limit=100" + query)));
        }
    auto god = w.god(); // who may see towns
    for (const auto* sort :
         {R"([{"field":"town.land"},{"field":"town.name","direction":"desc"}])",
          R"([{"field":"town.land","direction":"desc","nulls":"last"},{"field":"age"}])"}) {
        INFO(sort);
        const auto query = "&sort=" + encoded(sort);
        CHECK(walk(god, query, 7) == ids(god.get("/people?limit=100" + query)));
    }
    const auto few = "&fields=" + encoded(R"(["id"])") +
                     "&filters=" + encoded(R"([{"field":"age","operator":"gte","value":2}])");
    const auto whole = ids(c.get("/people?limit=100" + few));
    CHECK(whole.size() > 10);
    CHECK(walk(c, few, 4) == whole); // filters go on with the cursor
}

TEST_CASE("what is added in front of a page does not move it") {
    world w;
    auto c = w.anyone();
    const auto before = ids(c.get("/people?limit=10"));
    const auto first = c.get("/people?limit=5");
    w.ask("INSERT INTO main.people (name, ok) SELECT 'new', true FROM generate_series(1, 3)");
    const auto second = c.get("/people?limit=5&cursor=" + first.text("/data/meta/nextCursor"));
    CHECK(ids(second) == std::vector(before.begin() + 5, before.end()));
    CHECK(second.at("/data/meta/page").is_null());
    CHECK(second.at("/data/meta/totalItems") == 63);
    // Nor does it matter that the row is gone with which the page ended.
    w.ask("DELETE FROM main.people WHERE id = '" + before[4] + "'");
    CHECK(ids(c.get("/people?limit=5&cursor=" + first.text("/data/meta/nextCursor"))) ==
          std::vector(before.begin() + 5, before.end()));
}

TEST_CASE("a cursor is good for its own list only") {
    world w;
    auto god = w.god();
    auto ada = w.member("ada");
    auto anyone = w.anyone();
    const auto filter = "&filters=" + encoded(R"([{"field":"age","operator":"gt","value":0}])");
    const auto sort = "&sort=" + encoded(R"([{"field":"name"}])");
    const auto hers = "&cursor=" + first_cursor(ada, filter + sort);
    CHECK(ada.get("/people?limit=5" + hers).status == 200);
    CHECK(ada.get("/people?limit=5" + hers + filter + sort).status == 200);
    CHECK(ada.get("/people?limit=5" + hers).body == ada.get("/people?limit=5" + hers + sort).body);
    mismatch(god.get("/people?limit=5" + hers));
    mismatch(anyone.get("/people?limit=5" + hers));
    mismatch(ada.get("/towns?limit=5" + hers));
    mismatch(ada.get("/people?limit=5" + hers +
                     "&sort=" + encoded(R"([{"field":"name","direction":"desc"}])")));
    mismatch(ada.get("/people?limit=5" + hers +
                     "&filters=" + encoded(R"([{"field":"age","operator":"gt","value":1}])")));
    const auto dead = "&cursor=" + [&] {
        w.ask("UPDATE main.people SET deleted_at = now() WHERE name = 'P1' OR name = 'P2'");
        return first_cursor(god, "&deleted=only");
    }();
    CHECK(god.get("/people?limit=5" + dead + "&deleted=only").status == 200);
    mismatch(god.get("/people?limit=5" + dead + "&deleted=with"));
    const auto refused = [&](const std::string& query, std::string_view parameter) {
        const auto a = ada.get("/people?" + query);
        INFO(a.body);
        CHECK(a.status == 400);
        CHECK(a.code() == "invalid_query");
        CHECK(a.text("/errors/0/path") == parameter);
    };
    refused("cursor=nonsense", "cursor");
    refused("cursor=", "cursor");
    refused("page=2" + hers, "page");
    refused("offset=2" + hers, "offset");
    refused("distinct=" + encoded(R"(["name"])") + hers, "cursor");
    refused("aggregate=" + encoded(R"([{"fn":"count"}])") + hers, "cursor");
    CHECK(ada.get("/people?distinct=" + encoded(R"(["name"])") + "&limit=2")
              .at("/data/meta/nextCursor")
              .is_null());
}

TEST_CASE("a cursor goes on in a body, too, and with a long filter") {
    world w;
    auto c = w.anyone();
    json::array names;
    for (int n = 0; n < 2000; ++n) names.emplace_back("P" + std::to_string(n));
    json::object asked{{"limit", 10},
                       {"filters", json::array{json::object{
                                       {"field", "name"}, {"operator", "in"}, {"value", names}}}}};
    const auto first = c.post("/people/query", json::serialize(asked));
    REQUIRE(first.at("/data/meta/nextCursor").is_string());
    asked = {{"limit", 10}, {"cursor", first.at("/data/meta/nextCursor")}};
    const auto second = c.post("/people/query", json::serialize(asked));
    const auto all = ids(c.get("/people?limit=20"));
    CHECK(ids(second) == std::vector(all.begin() + 10, all.end()));
}
