#include "domain/list_query.hpp"
#include "sample.hpp"
#include "store/sql_builder.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;
using nucleus::crud::testing::why;

namespace {

const entity& products() {
    static const auto made = testing::make(testing::products());
    return *made;
}

const viewer nobody{nullptr};

nucleus::result<list_query> parse(std::string_view query) {
    const auto given = read_list_parameters(products(), query, nobody);
    if (!given) return given.error();
    return check_list_query(products(), *given, nobody, {});
}

std::string order_of(std::string_view sort) {
    const auto keys = parse_sort(products(), sort, nobody);
    if (!keys) return why(keys);
    sql_builder sql;
    row_source from{sql, products(), nobody};
    add_order(sql, from, *keys);
    return sql.text;
}

}

TEST_CASE("defaults of a list") {
    const auto q = parse("");
    REQUIRE(q.has_value());
    CHECK(q->page == 1);
    CHECK(q->limit == 20);
    CHECK(q->offset == 0);
    CHECK(q->count == count_mode::automatic);
    CHECK(q->where.is == expression::kind::always);
    CHECK(order_of("") == R"( ORDER BY t."created_at" DESC, t."id" DESC)");
}

TEST_CASE("pages and offsets") {
    CHECK(parse("page=3&limit=50")->offset == 100);
    CHECK(parse("offset=30&limit=20&page=9")->offset == 30);
    CHECK(parse("offset=30&limit=20")->page == 2);
    CHECK(parse("count=none")->count == count_mode::none);
    CHECK(parse("limit=1000").has_value());
    CHECK(why(parse("limit=1001")) == "limit: must be at most 1000");
    CHECK(why(parse("page=9000000000000000000&limit=20")) == "page: is too far");
    for (const auto* bad : {"limit=0", "page=0", "page=-1", "page=x", "offset=-1", "count=some",
                            "nope=1", "limit=1&limit=2", "limit=", "limit=99999999999999999999"}) {
        INFO(bad);
        CHECK(parse(bad).has_error());
    }
}

TEST_CASE("faults of several parameters come together") {
    const auto q =
        parse("limit=5000&filters=%5B%7B%7D%5D&sort=%5B%7B%22field%22%3A%22nope%22%7D%5D");
    REQUIRE(q.has_error());
    CHECK(q.error().faults.size() == 3);
}

TEST_CASE("sort keys") {
    CHECK(order_of(R"([{"field":"price","direction":"desc"},{"field":"title","nulls":"last"}])") ==
          R"( ORDER BY t."price" DESC, t."title" ASC NULLS LAST, t."id" ASC)");
    CHECK(order_of(R"([{"field":"id","direction":"desc"}])") == R"( ORDER BY t."id" DESC)");
    CHECK(order_of("[]") == R"( ORDER BY t."created_at" DESC, t."id" DESC)");
    CHECK(order_of(R"([{"field":"nope"}])") == "sort: at /0/field: there is no such field");
    CHECK(order_of(R"([{"field":"attributes"}])") == "sort: at /0/field: this field has no order");
    CHECK(order_of(R"([{"field":"tags"}])") == "sort: at /0/field: this field has no order");
    CHECK(order_of(R"([{"field":"price"},{"field":"price"}])") ==
          "sort: at /1/field: this field is sorted by already");
    CHECK(
        order_of(R"([{"field":"price","direction":"down"}])").starts_with("sort: at /0/direction"));
    CHECK(order_of(R"({"field":"price"})").starts_with("sort: "));
    CHECK(order_of("price desc").starts_with("sort: "));
}

TEST_CASE("meta of a page") {
    list_query q;
    q.page = 3, q.limit = 10, q.offset = 20;
    const auto exact = meta_of(q, true, 41, false);
    CHECK(exact.total_items == 41);
    CHECK(exact.total_pages == 5);
    CHECK(exact.has_next_page);
    CHECK(exact.has_prev_page);
    CHECK_FALSE(exact.total_is_estimate);
    CHECK(meta_of(q, true, 41, true).total_is_estimate == true);
    const auto none = meta_of(list_query{}, false, std::nullopt, false);
    CHECK_FALSE(none.total_items);
    CHECK_FALSE(none.has_prev_page);
}
