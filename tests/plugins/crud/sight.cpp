// What a caller may not see is not reached on a side way either.
#include "domain/expansion.hpp"
#include "domain/filter_parser.hpp"
#include "sample.hpp"
#include "store/sql_builder.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;
using nucleus::crud::testing::why;

namespace {

nucleus::principal with_claims(std::vector<std::string> claims) {
    nucleus::principal p;
    p.claims = std::move(claims);
    return p;
}

/// `diary` is protected; by words of a language, or where there is no such index.
std::unique_ptr<entity> people(bool words) {
    entity_config e;
    e.table_name = "people";
    auto name = testing::col("name", column_type::text), diary = name;
    diary.name = "diary";
    diary.is_protected = true;
    name.searchable = diary.searchable = true;
    e.columns = {name, diary};
    if (words) e.search = search_config{{"name", "diary"}};
    return testing::make(e);
}

nucleus::result<expression> filters(const entity& e, std::string_view text, const viewer& who) {
    filter_budget budget;
    return parse_filters(e, text, who, budget);
}

nucleus::result<std::vector<expansion>> with(const entity& e, std::string_view text,
                                             const viewer& who) {
    filter_budget budget;
    const query_limits limits;
    return parse_with(e, text, who, limits, budget);
}

std::string search_sql(const entity& e, const nucleus::principal& p) {
    const viewer who{&p};
    sql_builder sql;
    const row_source from{sql, e, who};
    add_search(sql, from, "x");
    return sql.text;
}

}

TEST_CASE("search does not look into protected columns") {
    const auto reader = with_claims({"get.people"});
    const auto insider = with_claims({"get.people", "get.people.diary"});
    CHECK(search_sql(*people(false), reader) == R"( AND (t."name" ILIKE $1::text))");
    CHECK(search_sql(*people(false), insider) ==
          R"( AND (t."name" ILIKE $1::text OR t."diary" ILIKE $2::text))");
    CHECK(search_sql(*people(true), reader).find("diary") == std::string::npos);
    const auto e = people(true);
    CHECK(search_sql(*e, insider).find(R"(coalesce(t."diary", ''))") != std::string::npos);
}

TEST_CASE("where all that could be searched is protected there is no search") {
    entity_config from;
    from.table_name = "people";
    auto diary = testing::col("diary", column_type::text);
    diary.is_protected = diary.searchable = true;
    from.columns = {diary};
    const auto e = testing::make(from);
    list_parameters given;
    given.search = "x";
    const auto reader = with_claims({"get.people"});
    CHECK(why(check_list_query(*e, given, viewer{&reader}, {})) ==
          "search: this entity has no searchable columns");
    const auto insider = with_claims({"get.people", "get.people.diary"});
    CHECK(check_list_query(*e, given, viewer{&insider}, {}).has_value());
}

TEST_CASE("a relation over a protected key is unknown, from both ends") {
    entity_config labels, people;
    labels.table_name = "labels", people.table_name = "people";
    people.columns = {testing::col("name", column_type::text)};
    auto curator = testing::col("curator_id", column_type::uuid);
    curator.references = reference_config{"people"};
    curator.is_protected = true;
    labels.columns = {curator};
    const auto all = make_entities({{labels, people}}, {});
    const auto& label = *all[0];
    const auto& person = *all[1];
    constexpr auto path = R"([{"field":"curator.name","operator":"isNull"}])";
    constexpr auto some = R"({"some":{"relation":"labels"}})";

    const auto reader = with_claims({"get.labels", "get.people"});
    const viewer outside{&reader};
    CHECK(why(filters(label, path, outside)) == "filters: at /0/field: there is no such field");
    CHECK(why(filters(person, some, outside)).find("no such to-many") != std::string::npos);
    CHECK(why(with(label, R"(["curator"])", outside)) == "with: at /0: there is no such relation");
    CHECK(why(with(person, R"(["labels"])", outside)) == "with: at /0: there is no such relation");

    const auto insider = with_claims({"get.labels", "get.labels.curator_id", "get.people"});
    const viewer inside{&insider};
    CHECK(filters(label, path, inside).has_value());
    CHECK(filters(person, some, inside).has_value());
    CHECK(with(label, R"(["curator"])", inside).has_value());
    CHECK(with(person, R"(["labels"])", inside).has_value());
}
