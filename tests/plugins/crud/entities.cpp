#include "sample.hpp"
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::crud;
using namespace nucleus::crud::testing;

namespace {

std::vector<std::string> faults_of(const entities_config& c) {
    std::vector<fault> found;
    check_entities(&c, found);
    std::vector<std::string> paths;
    for (const auto& f : found) paths.push_back(f.path);
    return paths;
}

std::vector<std::string> faults_of(const column_config& c) {
    entity_config e;
    e.table_name = "things";
    e.columns = {c};
    return faults_of(entities_config{{e}});
}

const field& field_of(const shape& s, std::string_view name) {
    const auto* f = s.find(name);
    REQUIRE(f);
    return *f;
}

}

TEST_CASE("the model of an entity") {
    const auto e = make(products());
    CHECK(e->path == "/products");
    CHECK(e->key == "PRODUCT");
    CHECK(e->columns.front().name == "id");
    CHECK(e->find("categoryId") == e->find("category_id"));
    CHECK_FALSE(e->find("nope"));
    CHECK(e->columns_of("products_sku_key") == std::vector<std::string>{"sku"});
    CHECK(e->columns_of("products_category_id_fkey") == std::vector<std::string>{"categoryId"});
    CHECK(e->columns_of("products_price_check") == std::vector<std::string>{"price"});
    CHECK(e->columns_of("nope").empty());
}

TEST_CASE("what a client may and must give") {
    const auto e = make(products());
    CHECK(field_of(e->create, "sku").required);
    CHECK_FALSE(field_of(e->create, "status").required); // has a default
    CHECK(field_of(e->create, "id").read_only);
    CHECK(field_of(e->create, "createdAt").read_only);
    CHECK_FALSE(field_of(e->update, "sku").required);
    CHECK_FALSE(field_of(e->update, "id").read_only); // may be repeated; the handler compares
    CHECK(field_of(e->update, "createdBy").read_only);
    CHECK(field_of(e->create, "categoryId").alias == "category_id");
    CHECK_FALSE(field_of(e->answer, "cost").required); // protected
    CHECK(field_of(e->answer, "price").required);
}

TEST_CASE("deleted rows free their values") {
    const auto e = make(categories());
    REQUIRE(e->deleted_at);
    CHECK_FALSE(e->create.find("deletedAt"));
    CHECK_FALSE(e->answer.find("deletedAt"));
    const auto key = std::ranges::find(e->indexes, "categories_name_key", &crud::index::name);
    REQUIRE(key != e->indexes.end());
    CHECK(key->unique);
    CHECK(key->where == "deleted_at IS NULL");
}

TEST_CASE("a good declaration has no faults") {
    CHECK(faults_of(entities_config{{products(), categories()}}).empty());
}

TEST_CASE("every fault of a declaration is told with its place") {
    using strings = std::vector<std::string>;
    auto twice = entities_config{{categories(), categories()}};
    CHECK(faults_of(twice) == strings{"/entities/1/table_name"});
    auto system = categories();
    system.table_name = "users";
    CHECK(faults_of(entities_config{{system}}) == strings{"/entities/0/table_name"});
    CHECK(faults_of(entities_config{{products()}}) ==
          strings{"/entities/0/columns/3/references/table"});
    CHECK(faults_of(col("created_at", column_type::text)) == strings{"/entities/0/columns/0/name"});
    auto bare = categories();
    bare.add_base_columns = false;
    CHECK(faults_of(entities_config{{bare}}) == strings{"/entities/0/columns"});
    auto owned = categories();
    owned.ownership = "nope";
    CHECK(faults_of(entities_config{{owned}}) == strings{"/entities/0/ownership"});
    auto indexed = categories();
    indexed.indexes = {{"some_idx", {"nope"}, false, {}}, {"some_idx", {"name"}, false, {}}};
    CHECK(faults_of(entities_config{{indexed}}) ==
          strings{"/entities/0/indexes/0/columns/0", "/entities/0/indexes/1/name"});
}

TEST_CASE("faults of a column") {
    const auto path = [](std::string rest) {
        return std::vector<std::string>{"/entities/0/columns/0" + rest};
    };
    auto c = col("a", column_type::integer);
    c.length = 5;
    CHECK(faults_of(c) == path("/length"));
    c = col("a", column_type::numeric);
    c.precision = 3, c.scale = 4;
    CHECK(faults_of(c) == path("/scale"));
    c = col("a", column_type::integer);
    c.enum_values = {"1"};
    CHECK(faults_of(c) == path("/enumValues"));
    c = col("a", column_type::text);
    c.validation.min = 1;
    CHECK(faults_of(c) == path("/validation"));
    c = col("a", column_type::text);
    c.validation.pattern = "(";
    CHECK(faults_of(c) == path("/validation/pattern"));
    c = col("a", column_type::integer);
    c.default_value = raw_json{"\"abc\""};
    CHECK(faults_of(c) == path("/default"));
    c = col("a", column_type::uuid, true);
    c.references =
        reference_config{"users", "id", reference_action::set_null, reference_action::no_action};
    CHECK(faults_of(c) == path("/references/onDelete"));
}

TEST_CASE("defaults become SQL") {
    auto c = col("a", column_type::text);
    const auto sql = [&](std::string json) {
        c.default_value = raw_json{std::move(json)};
        entity_config e;
        e.table_name = "things";
        e.columns = {c};
        return make(e)->columns[1].default_sql;
    };
    CHECK(sql(R"("it's")") == "'it''s'");
    CHECK(sql("null").empty());
    c.array = true;
    CHECK(sql(R"(["a","b'c"])") == "ARRAY['a', 'b''c']::text[]");
    c = col("a", column_type::timestamptz);
    CHECK(sql(R"j("now()")j") == "now()");
    c = col("a", column_type::integer);
    CHECK(sql("5") == "'5'");
    c = col("a", column_type::boolean);
    CHECK(sql("false") == "'f'");
}
