#include "schema/difference.hpp"
#include "sample.hpp"
#include "schema/table_sql.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;
using namespace nucleus::crud::testing;

namespace {

/// What PostgreSQL would say of that entity's table.
actual_table as_declared(const entity& e) {
    actual_table t;
    for (const auto& c : e.columns) {
        const auto type = c.type == column_type::varchar
                              ? "character varying(" + std::to_string(c.length.value_or(9)) + ")"
                              : c.sql_type();
        t.columns.push_back({c.name, type, c.default_sql, c.not_null});
    }
    for (const auto& i : e.indexes) t.indexes[i.name] = {i.columns, i.unique, i.where};
    for (const auto& c : e.checks) t.checks[c.name] = "CHECK (" + c.expression + ")";
    return t;
}

struct world {
    std::unique_ptr<entity> of = make(categories());
    actual_schema declared{{"categories", as_declared(*of)}};
    actual_schema actual = declared;

    [[nodiscard]] std::vector<change> plan() const {
        return difference({of.get()}, declared, actual, "main");
    }
    actual_column& name() { return actual["categories"].columns[1]; }
};

}

TEST_CASE("nothing to do for a table that is as declared") { CHECK(world{}.plan().empty()); }

TEST_CASE("a missing table is made with all that hangs on it") {
    world w;
    w.actual.clear();
    const auto changes = w.plan();
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].sql.starts_with(
        R"(CREATE TABLE "main"."categories" ("id" uuid DEFAULT gen_random_uuid() NOT NULL, )"));
    CHECK(
        changes[1].sql ==
        R"(CREATE UNIQUE INDEX "categories_name_key" ON "main"."categories" ("name") WHERE deleted_at IS NULL)");
    CHECK(changes[2].object == "categories.categories_created_at_id_idx");
}

TEST_CASE("differences of columns") {
    world w;
    SECTION("missing") {
        w.actual["categories"].columns.erase(w.actual["categories"].columns.begin() + 1);
        REQUIRE(w.plan().size() == 1);
        CHECK(w.plan()[0].sql ==
              R"(ALTER TABLE "main"."categories" ADD COLUMN "name" text NOT NULL)");
        CHECK_FALSE(w.plan()[0].destructive);
    }
    SECTION("wider") {
        w.name().type = "character varying(50)";
        REQUIRE(w.plan().size() == 1);
        CHECK_FALSE(w.plan()[0].destructive);
    }
    SECTION("of another type") {
        w.name().type = "jsonb";
        REQUIRE(w.plan().size() == 1);
        CHECK(w.plan()[0].destructive);
        CHECK(w.plan()[0].needed);
        CHECK_FALSE(w.plan()[0].remedy.empty());
    }
    SECTION("null") {
        w.name().not_null = false;
        CHECK(w.plan().at(0).sql ==
              R"(ALTER TABLE "main"."categories" ALTER COLUMN "name" SET NOT NULL)");
    }
    SECTION("default") {
        w.name().default_sql = "'x'::text";
        CHECK(w.plan().at(0).sql ==
              R"(ALTER TABLE "main"."categories" ALTER COLUMN "name" DROP DEFAULT)");
    }
    SECTION("no longer declared") {
        w.actual["categories"].columns.push_back({"old", "text", "", false});
        REQUIRE(w.plan().size() == 1);
        CHECK(w.plan()[0].destructive);
        CHECK_FALSE(w.plan()[0].needed);
    }
}

TEST_CASE("changed rules are replaced, dropped ones removed") {
    world w;
    w.actual["categories"].indexes["categories_name_key"].where = "";
    CHECK(w.plan().at(0).sql.starts_with(
        R"(DROP INDEX "main"."categories_name_key"; CREATE UNIQUE INDEX)"));
    world old;
    old.actual["categories"].checks["categories_name_check"] = "CHECK (true)";
    CHECK(old.plan().at(0).sql ==
          R"(ALTER TABLE "main"."categories" DROP CONSTRAINT "categories_name_check")");
}

TEST_CASE("foreign keys come after every table") {
    const auto p = make(products()), c = make(categories());
    const actual_schema declared{{"products", as_declared(*p)}, {"categories", as_declared(*c)}};
    const auto changes = difference({p.get(), c.get()}, declared, {}, "main");
    CHECK(
        changes.back().sql ==
        R"(ALTER TABLE "main"."products" ADD CONSTRAINT "products_category_id_fkey" FOREIGN KEY ("category_id") )"
        R"(REFERENCES "main"."categories" ("id") ON DELETE SET NULL ON UPDATE NO ACTION)");
}
