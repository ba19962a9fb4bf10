#include "domain/filter_parser.hpp"
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

const nucleus::principal& god() {
    static const auto made = [] {
        nucleus::principal p;
        p.is_god = true;
        return p;
    }();
    return made;
}
const viewer all{&god()}, nobody{nullptr};

nucleus::result<expression> parse(std::string_view text, filter_budget limits = {},
                                  const viewer& who = all) {
    return parse_filters(products(), text, who, limits);
}

/// The SQL of a filter, then its bound values.
std::string sql_of(std::string_view text) {
    const auto e = parse(text);
    if (!e) return "refused " + why(e);
    sql_builder sql;
    row_source from{sql, products(), all};
    add_condition(sql, from, *e);
    sql.text =
        from.from().substr(std::string_view{R"({schema}."products" AS t)"}.size()) + sql.text;
    for (const auto& v : sql.values.values()) sql.text.append(" | ").append(v.value_or("NULL"));
    return sql.text;
}

}

TEST_CASE("filters become conditions with bound values") {
    CHECK(sql_of("[]") == "TRUE");
    CHECK(sql_of(R"([{"field":"title","operator":"eq","value":"x' OR 1=1 --"}])") ==
          R"((t."title" = $1::text) | x' OR 1=1 --)");
    CHECK(
        sql_of(
            R"([{"field":"price","operator":"gte","value":10.50},{"field":"stock","operator":"lt","value":5}])") ==
        R"((t."price" >= $1::numeric AND t."stock" < $2::integer) | 10.50 | 5)");
    CHECK(sql_of(R"([{"field":"status","operator":"in","value":["draft","it's gone"]}])") ==
          R"((t."status" = ANY ($1::varchar[])) | {"draft","it's gone"})");
    CHECK(sql_of(R"({"field":"title","operator":"in","value":["a\"b","c\\d",""]})") ==
          R"(t."title" = ANY ($1::text[]) | {"a\"b","c\\d",""})");
    CHECK(sql_of(R"({"field":"sold_at","operator":"isNull"})") == R"(t."sold_at" IS NULL)");
    CHECK(sql_of(R"({"field":"stock","operator":"between","value":[1,9]})") ==
          R"(t."stock" BETWEEN $1::integer AND $2::integer | 1 | 9)");
}

TEST_CASE("operands of an array have the type of its elements") {
    entity_config from;
    from.table_name = "lists";
    for (const auto t : {column_type::varchar, column_type::text, column_type::fixed_char}) {
        auto c = testing::col("c" + std::to_string(from.columns.size()), t);
        c.array = true;
        from.columns.push_back(c);
    }
    const auto lists = testing::make(from);
    const auto sql = [&](const std::string& column) {
        filter_budget budget;
        const auto e = parse_filters(
            *lists, R"([{"field":")" + column + R"(","operator":"has","value":"a"}])", all, budget);
        sql_builder made;
        row_source rows{made, *lists, all};
        add_condition(made, rows, e.value());
        return made.text;
    };
    CHECK(sql("c0") == R"((t."c0" @> $1::varchar[]))");
    CHECK(sql("c1") == R"((t."c1" @> $1::text[]))");
    CHECK(sql("c2") == R"((t."c2" @> $1::bpchar[]))");
}

TEST_CASE("conditions nest") {
    CHECK(
        sql_of(R"({"or":[{"field":"stock","operator":"eq","value":1},
                           {"not":{"and":[{"field":"isNew","operator":"eq","value":true},
                                          {"field":"stock","operator":"ne","value":2}]}}]})") ==
        R"((t."stock" = $1::integer OR NOT ((t."is_new" = $2::boolean AND t."stock" <> $3::integer))) | 1 | t | 2)");
    CHECK(sql_of(R"({"not":[{"field":"stock","operator":"neq","value":1}]})") ==
          R"(NOT ((t."stock" <> $1::integer)) | 1)");
}

TEST_CASE("a refused filter says where and why") {
    const auto says = [](std::string_view text, std::string_view expected) {
        const auto told = why(parse(text));
        INFO(text << "\n" << told);
        CHECK(told.starts_with("filters: "));
        CHECK(told.find(expected) != told.npos);
    };
    says("", "");
    says("[", "");
    says("[{}]", "at /0: give either");
    says(R"([{"field":"nope","operator":"eq","value":1}])", "at /0/field: there is no such field");
    says(R"([{"field":"id\"; drop table x; --","operator":"eq","value":1}])",
         "at /0/field: there is no such field");
    says(R"([{"field":"deletedAt","operator":"isNull"}])", "no such field");
    says(R"([{"field":"stock","operator":"resembles","value":1}])",
         "at /0/operator: there is no such operator");
    says(R"([{"field":"stock","operator":"eq"}])", "at /0/value: a value is missing");
    says(R"([{"field":"stock","operator":"eq","value":null}])", "isNull");
    says(R"([{"field":"stock","value":1}])", "`operator` is missing");
    says(R"([{"operator":"eq","value":1}])", "`field` is missing");
    says(R"([{"field":"stock","operator":"eq","value":1.5}])", "at /0/value: ");
    says(R"([{"field":"stock","operator":"eq","value":"abc"}])", "at /0/value: ");
    says(R"([{"field":"stock","operator":"eq","value":3000000000}])", "at /0/value: ");
    says(R"([{"field":"stock","operator":"eq","value":[1]}])",
         "at /0/value: must be a single value");
    says(R"([{"field":"stock","operator":"in","value":1}])", "at /0/value: must be an array");
    says(R"([{"field":"stock","operator":"in","value":[1,"x"]}])", "at /0/value/1: ");
    says(R"([{"field":"stock","operator":"between","value":[1]}])", "two values");
    says(R"([{"field":"categoryId","operator":"eq","value":"not-a-uuid"}])", "at /0/value: ");
    says(R"([{"field":"releasedOn","operator":"eq","value":"2026-02-30"}])", "at /0/value: ");
    says(R"([{"field":"soldAt","operator":"gt","value":"yesterday"}])", "at /0/value: ");
    says(R"([{"field":"isNew","operator":"eq","value":"yes"}])", "must be true or false");
    says(R"([{"field":"isNew","operator":"gt","value":true}])", "gt does not fit this field");
    says(R"([{"field":"title","operator":"eq","value":7}])", "must be a string");
    says(R"([{"field":"status","operator":"eq","value":"sold"}])", "at /0/value: ");
    says(R"([{"field":"attributes","operator":"eq","value":"{}"}])", "eq does not fit this field");
    says(R"([{"field":"tags","operator":"eq","value":"a"}])", "eq does not fit this field");
    says(R"([{"field":"stock","operator":"eq","value":1,"x":1}])", "/0");
    says(R"([{"field":"stock","operator":"eq","value":1,"and":[]}])", "give either");
    says(R"({"or":[]})", "or needs at least one");
    says(R"([],"or":[])", "line 1, column 3: nothing may follow");
    says(R"([{"field":"stock",}])", "line 1, column 19"); // of what was written
    says(R"([{"field":"stok","operator":"eq","value":1}])", "did you mean \"stock\"?");
    says(R"([{"field":"stock","op":"eq","value":1}])", "did you mean \"operator\"?");
    says(R"({"not":{"field":"nope","operator":"isNull"}})", "at /not/field: ");
    says("7", "");
}

TEST_CASE("a hidden column is unknown") {
    constexpr auto text = R"([{"field":"cost","operator":"isNull"}])";
    CHECK(parse(text).has_value());
    CHECK(why(parse(text, {}, nobody)).find("there is no such field") != std::string::npos);
    constexpr auto near = R"([{"field":"cots","operator":"isNull"}])";
    CHECK(why(parse(near)).find("\"cost\"") != std::string::npos);
    CHECK(why(parse(near, {}, nobody)).find("cost") == std::string::npos);
}

TEST_CASE("size and depth are bounded") {
    std::string many{"["}, deep{R"({"field":"stock","operator":"isNull"})"};
    for (int i = 0; i < 4; ++i)
        many += std::string{i ? "," : ""} + R"({"field":"stock","operator":"isNull"})";
    many += "]";
    for (int i = 0; i < 3; ++i) deep = R"({"not":)" + deep + "}";
    CHECK(parse(many, {4, 5}).has_value());
    CHECK(why(parse(many, {3, 5})).find("more than 3") != std::string::npos);
    CHECK(parse(deep, {200, 3}).has_value());
    CHECK(why(parse(deep, {200, 2})).find("deeper than 2") != std::string::npos);
}
