// Lists: pages, order, filters, totals.
#include "crud_world.hpp"
#include <csignal>
#include <set>

using namespace nucleus::testing;

namespace {

std::string codes(const answer& a) {
    std::string out;
    INFO(a.body);
    REQUIRE(a.status == 200);
    const auto items = a.at("/data/items");
    for (const auto& item : items.as_array())
        out.append(out.empty() ? "" : " ").append(std::string{item.at("code").as_string()});
    return out;
}

void fill(crud_world& w, int rows) {
    w.ask("INSERT INTO main.things (code, amount, low, high, state) SELECT 'T' || n, n * 1.25, "
          "CASE WHEN n % 3 = 0 THEN NULL ELSE n END, "
          "n, CASE WHEN n % 2 = 0 THEN 'new' ELSE 'used' END FROM generate_series(1, " +
          std::to_string(rows) + ") n");
}

}

TEST_CASE("filters and sorts") {
    crud_world w{things};
    fill(w, 10);
    auto god = w.god();
    const auto list = [&](std::string_view filters,
                          std::string_view sort = R"([{"field":"high"}])") {
        return codes(god.get("/things?filters=" + encoded(filters) + "&sort=" + encoded(sort)));
    };
    CHECK(list("[]") == "T1 T2 T3 T4 T5 T6 T7 T8 T9 T10");
    CHECK(list(R"([{"field":"high","operator":"gte","value":9}])") == "T9 T10");
    CHECK(list(R"([{"field":"high","operator":"gt","value":9}])") == "T10");
    CHECK(list(R"([{"field":"amount","operator":"lt","value":2.5}])") == "T1");
    CHECK(list(R"([{"field":"amount","operator":"lte","value":2.50}])") == "T1 T2");
    CHECK(list(R"([{"field":"code","operator":"eq","value":"T4"}])") == "T4");
    CHECK(list(R"([{"field":"code","operator":"in","value":["T4","T2","nope"]}])") == "T2 T4");
    CHECK(list(R"([{"field":"code","operator":"in","value":[]}])").empty());
    CHECK(
        list(
            R"([{"field":"state","operator":"ne","value":"new"},{"field":"high","operator":"lt","value":4}])") ==
        "T1 T3");
    CHECK(list(R"([{"field":"low","operator":"isNull"}])") == "T3 T6 T9");
    CHECK(list(R"([{"field":"low","operator":"ne","value":1}])") ==
          "T2 T4 T5 T7 T8 T10"); // NULL is not brought back
    CHECK(
        list(
            R"({"or":[{"field":"high","operator":"eq","value":1},{"not":{"field":"high","operator":"lt","value":10}}]})") ==
        "T1 T10");
    CHECK(list("[]",
               R"([{"field":"state","direction":"desc"},{"field":"high","direction":"desc"}])") ==
          "T9 T7 T5 T3 T1 T10 T8 T6 T4 T2");
    CHECK(list(R"([{"field":"high","operator":"lt","value":4}])",
               R"([{"field":"low","nulls":"first"}])") == "T3 T1 T2");
}

TEST_CASE("pages neither overlap nor skip") {
    crud_world w{things};
    fill(w, 45);
    auto god = w.god();
    std::set<std::string> seen;
    for (int page = 1; page <= 5; ++page) {
        const auto a = god.get("/things?limit=10&sort=" + encoded(R"([{"field":"state"}])") +
                               "&page=" + std::to_string(page));
        REQUIRE(a.status == 200);
        const auto items = a.at("/data/items");
        for (const auto& item : items.as_array())
            CHECK(seen.insert(std::string{item.at("id").as_string()}).second);
        CHECK(a.at("/data/meta/totalItems") == 45);
        CHECK(a.at("/data/meta/totalPages") == 5);
        CHECK(a.at("/data/meta/hasNextPage") == (page < 5));
        CHECK(a.at("/data/meta/hasPrevPage") == (page > 1));
    }
    CHECK(seen.size() == 45);
    const auto past = god.get("/things?page=99");
    CHECK(past.at("/data/items").as_array().empty());
    CHECK(past.at("/data/meta/totalItems") == 45);
    CHECK(god.get("/things").at("/data/items").as_array().size() == 20);
    CHECK(god.get("/things?offset=40&limit=20").at("/data/items").as_array().size() == 5);
    const auto none = god.get("/things?count=none&limit=5");
    CHECK(none.at("/data/meta/totalItems").is_null());
    CHECK(none.at("/data/meta/hasNextPage") == true);
}

TEST_CASE("totals: exact as long as that is cheap, else an estimate that says so") {
    crud_world w{things};
    fill(w, 11000);
    w.ask("ANALYZE main.things");
    auto god = w.god();
    const auto all = god.get("/things");
    CHECK(all.at("/data/meta/totalIsEstimate") == true);
    CHECK(all.at("/data/meta/totalItems").to_number<int>() > 10000);
    const auto exact = god.get("/things?count=exact");
    CHECK(exact.at("/data/meta/totalItems") == 11000);
    CHECK(exact.at("/data/meta/totalIsEstimate").is_null());
    const auto some =
        god.get("/things?filters=" + encoded(R"([{"field":"high","operator":"lte","value":500}])"));
    CHECK(some.at("/data/meta/totalItems") == 500);
}

TEST_CASE("a count that outruns its budget is an estimate, and costs no connection") {
    crud_world w{things};
    fill(w, 100000);
    w.ask("ANALYZE main.things");
    auto c = parse(w.config_text(things));
    c.as_object()["crud"] = json::object{{"countBudget", "1ms"}};
    w.server().write_config(json::serialize(c));
    w.server().signal(SIGHUP);
    REQUIRE(w.server().wait_log("reloaded"));
    auto god = w.god();
    const auto query = "/things?offset=1&filters=" +
                       encoded(R"([{"field":"code","operator":"notIn","value":["1","2"]},
                                   {"field":"amount","operator":"lt","value":-1}])");
    const auto backends = [&] {
        return w.ask("SELECT string_agg(pid::text, ',' ORDER BY pid) FROM pg_stat_activity WHERE "
                     "application_name = 'nucleusd'");
    };
    CHECK(god.get(query).status == 200);
    const auto before = backends();
    for (int i = 0; i < 5; ++i) {
        const auto a = god.get(query);
        INFO(a.body);
        CHECK(a.status == 200);
        CHECK(a.at("/data/meta/totalIsEstimate") == true);
    }
    CHECK(backends() == before);
}

TEST_CASE("a query that is not right names its parameter, place and reason") {
    crud_world w{things};
    fill(w, 1);
    auto god = w.god();
    const auto refused = [&](std::string_view query, std::string_view parameter) {
        const auto a = god.get("/things?" + std::string{query});
        INFO(query << "\n" << a.body);
        CHECK(a.status == 400);
        CHECK(a.code() == "invalid_query");
        CHECK(a.text("/errors/0/path") == parameter);
        CHECK_FALSE(a.text("/errors/0/message").empty());
    };
    refused("limit=1001", "limit");
    refused("limit=0", "limit");
    refused("limit=abc", "limit");
    refused("page=0", "page");
    refused("page=1&page=2", "page");
    refused("offset=-1", "offset");
    refused("count=maybe", "count");
    refused("nope=1", "nope");
    refused("filters=", "filters");
    refused("filters=%5B", "filters");
    refused("sort=code", "sort");
    refused("sort=" + encoded(R"([{"field":"code; DROP TABLE things"}])"), "sort");
    refused("filters=" +
                encoded(R"j([{"field":"pg_catalog.version()","operator":"eq","value":1}])j"),
            "filters");
    refused("filters=" + encoded(R"([{"field":"low","operator":"eq","value":"1 OR 1=1"}])"),
            "filters");
    refused("filters=" + encoded(R"([{"field":"low","operator":"eq","value":99999999999}])"),
            "filters");
    refused("filters=" + encoded(R"([{"field":"id","operator":"eq","value":"7"}])"), "filters");
    refused("filters=" + encoded(R"([{"field":"low","operator":"= 1; --","value":1}])"), "filters");
    std::string many{"["};
    for (int i = 0; i < 51; ++i)
        many += std::string{i ? "," : ""} + R"({"field":"low","operator":"isNull"})";
    refused("filters=" + encoded(many + "]"), "filters");
    CHECK(w.ask("SELECT count(*) FROM main.things") == "1");
    // Told how it is done, and where the text is wrong as it was written.
    CHECK(god.get("/things?code=a").body.find(R"(filters=[{\"field\":\"code\")") !=
          std::string::npos);
    CHECK(god.get("/things?sort=" + encoded(R"([{"field":"code",}])"))
              .body.find("line 1, column 18") != std::string::npos);
    CHECK(god.get("/things?sort=" + encoded(R"([{"field":"cod"}])"))
              .body.find(R"(did you mean \"code\"?)") != std::string::npos);
}

TEST_CASE("any page size will do") {
    crud_world w{things};
    fill(w, 30);
    auto god = w.god();
    for (const int limit : {1, 2, 7, 20, 29, 30, 31, 999, 1000}) {
        const auto page = god.get("/things?limit=" + std::to_string(limit));
        REQUIRE(page.status == 200);
        CHECK(static_cast<int>(page.at("/data/items").as_array().size()) == std::min(limit, 30));
        CHECK(page.at("/data/meta/hasNextPage") == (limit < 30));
    }
}
