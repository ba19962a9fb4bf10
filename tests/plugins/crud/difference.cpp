#include "schema/difference.hpp"
#include "sample.hpp"
#include "schema/widening.hpp"
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
    for (const auto& c : e.checks) t.checks[c.name] = {"CHECK (" + c.expression + ")"};
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
    old.actual["categories"].checks["categories_name_check"] = {"CHECK (true)"};
    CHECK(old.plan().at(0).sql ==
          R"(ALTER TABLE "main"."categories" DROP CONSTRAINT "categories_name_check")");
}

TEST_CASE("what an interrupted change left is dropped") {
    world w;
    auto& t = w.actual["categories"];
    SECTION("the successor of an index") {
        t.indexes["categories_name_key_successor"] = t.indexes["categories_name_key"];
        CHECK(w.plan().at(0).sql == R"(DROP INDEX "main"."categories_name_key_successor")");
    }
    SECTION("the successor of a check that is not declared any more") {
        t.checks["categories_name_check_successor"] = {"CHECK (true)"};
        CHECK(
            w.plan().at(0).sql ==
            R"(ALTER TABLE "main"."categories" DROP CONSTRAINT "categories_name_check_successor")");
    }
    SECTION("the check that was to prove NOT NULL") {
        t.checks["categories_name_not_null"] = {"CHECK ((name IS NOT NULL))", false, {"name"}};
        CHECK(w.plan().at(0).sql ==
              R"(ALTER TABLE "main"."categories" DROP CONSTRAINT "categories_name_not_null")");
    }
    CHECK(w.plan().size() == 1);
}

TEST_CASE("over a large table nothing is read under a lock") {
    world w;
    auto& t = w.actual["categories"];
    t.bytes = 2 << 20;
    SECTION("NOT NULL is proved by a check first") {
        w.name().not_null = false;
        const auto made = w.plan().at(0);
        CHECK(made.sql.ends_with(R"(CHECK ("name" IS NOT NULL) NOT VALID)"));
        REQUIRE(made.later.size() == 2);
        CHECK(made.later[0].sql ==
              R"(ALTER TABLE "main"."categories" VALIDATE CONSTRAINT "categories_name_not_null")");
        CHECK(made.later[1].sql.starts_with(
            R"(ALTER TABLE "main"."categories" ALTER COLUMN "name" SET NOT NULL; )"));
        CHECK(made.probe.ends_with(R"(WHERE "name" IS NULL LIMIT 1)"));
    }
    SECTION("an index is built beside others; the one it replaces stays until then") {
        t.indexes["categories_name_key"].where = "";
        const auto made = w.plan().at(0);
        CHECK(made.sql.empty());
        REQUIRE(made.later.size() == 3);
        CHECK(made.later[1].sql.starts_with(
            R"(CREATE UNIQUE INDEX CONCURRENTLY "categories_name_key_successor")"));
        CHECK(made.later[2].how == later_work::way::brief);
        CHECK(made.later[2].sql.starts_with(R"(DROP INDEX "main"."categories_name_key"; )"));
    }
    SECTION("an index whose build was interrupted is built again under its own name") {
        t.indexes["categories_name_key"].valid = false;
        const auto made = w.plan().at(0);
        REQUIRE(made.later.size() == 2);
        CHECK(made.later[0].sql ==
              R"(DROP INDEX CONCURRENTLY IF EXISTS "main"."categories_name_key")");
    }
    SECTION("a random default is filled in after the column was added without it") {
        auto& of = w.of->columns[1];
        of.type = column_type::uuid, of.default_sql = "gen_random_uuid()";
        w.declared["categories"] = as_declared(*w.of);
        t.columns.erase(t.columns.begin() + 1);
        const auto made = w.plan().at(0);
        CHECK(
            made.sql ==
            R"(ALTER TABLE "main"."categories" ADD COLUMN "name" uuid; )"
            R"(ALTER TABLE "main"."categories" ALTER COLUMN "name" SET DEFAULT gen_random_uuid())");
        REQUIRE(made.later.size() == 4);
        CHECK(made.later[0].how == later_work::way::batches);
    }
}

TEST_CASE("checks and foreign keys over a large table are validated after they were added") {
    const auto p = make(products()), c = make(categories());
    const actual_schema declared{{"products", as_declared(*p)}, {"categories", as_declared(*c)}};
    auto actual = declared;
    auto& t = actual["products"];
    t.bytes = 2 << 20;
    const auto plan = [&] { return difference({p.get(), c.get()}, declared, actual, "main"); };
    const std::string fkey = "products_category_id_fkey", key = "category_id categories id na";
    t.references[fkey] = {key};
    REQUIRE(plan().empty());
    SECTION("a new one") {
        t.references.clear();
        const auto made = plan().at(0);
        CHECK(made.sql.ends_with(" NOT VALID"));
        REQUIRE(made.later.size() == 1);
        CHECK(made.later[0].sql ==
              R"(ALTER TABLE "main"."products" VALIDATE CONSTRAINT ")" + fkey + "\"");
        CHECK(made.undo.sql.ends_with("IF EXISTS \"" + fkey + "\""));
    }
    SECTION("one that was not validated yet") {
        t.references[fkey].validated = false;
        const auto made = plan().at(0);
        CHECK(made.what == "validate the foreign key to categories");
        CHECK(made.sql.empty());
        CHECK(made.later.size() == 1);
    }
    SECTION("one that changed is replaced at the end") {
        t.checks["products_price_check"].text = "CHECK (price > 7)";
        const auto made = plan().at(0);
        CHECK(made.what == "replace the check");
        CHECK(made.sql.find(R"(ADD CONSTRAINT "products_price_check_successor" CHECK)") !=
              std::string::npos);
        REQUIRE(made.later.size() == 2);
        CHECK(made.later[1].sql.find("RENAME CONSTRAINT") != std::string::npos);
    }
    SECTION("a length that grows does not have the checks of the column tested under the lock") {
        auto& status = t.columns[2];
        REQUIRE(status.name == "status");
        status.type = "character varying(5)";
        for (auto& [name, check] : t.checks)
            if (name == "products_status_check") check.columns = {"status"};
        const auto made = plan().at(0);
        CHECK_FALSE(made.destructive);
        CHECK(made.sql.starts_with(
            R"(ALTER TABLE "main"."products" DROP CONSTRAINT "products_status_check"; )"));
        const auto check = plan().at(1);
        CHECK(check.what == "add the check");
        CHECK(check.sql.ends_with(" NOT VALID"));
        CHECK(check.later.size() == 1);
    }
}

TEST_CASE("which types take every value of another") {
    CHECK(widens("character varying(5)", "character varying(6)"));
    CHECK(widens("character varying(5)", "text"));
    CHECK(widens("numeric(6,2)", "numeric(8,2)"));
    CHECK(widens("numeric(6,2)", "numeric"));
    CHECK_FALSE(widens("character varying(5)", "character varying(4)"));
    CHECK_FALSE(widens("character varying(5)[]", "text[]"));
    CHECK_FALSE(widens("numeric(6,2)", "numeric(8,3)"));
    CHECK_FALSE(widens("text", "character varying(5)"));
    CHECK_FALSE(widens("integer", "bigint")); // fits, but every row is written anew
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
