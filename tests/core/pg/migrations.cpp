// Versioned steps against a real PostgreSQL.
#include "core/pg/worker.hpp"
#include "pg/migrator.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace nucleus;
using namespace nucleus::testing;
using pg::migration;
using pg::plugin_migrations;

namespace {

constexpr migration first_step[] = {{1, "things",
                                     "CREATE TABLE {schema}.things (n int);"
                                     "INSERT INTO {schema}.things VALUES (1);"}};
constexpr migration both_steps[] = {first_step[0],
                                    {2, "more", "INSERT INTO {schema}.things VALUES (2);"}};

struct migrated : worker {
    explicit migrated(std::string dsn = fresh_database())
        : worker{dsn}
        , with{db, "home"} {}
    std::vector<std::string> apply(std::vector<plugin_migrations> steps,
                                   std::string schema = "shop") {
        std::vector<std::string> done;
        run(with.apply(schema, std::move(steps), [&](const pg::migration_status& s) {
            done.push_back(s.plugin + std::to_string(s.version));
        }));
        return done;
    }
    std::string problem(std::vector<plugin_migrations> steps) {
        try {
            apply(std::move(steps));
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return {};
    }
    std::int64_t things(pg::call c = {"shop"}) {
        return read("SELECT count(*) FROM {schema}.things", {}, c).integer(0, 0);
    }
    pg::migrator with;
};

task<bool> disagree(pg::transaction&) { co_return false; }
task<bool> forget_shop(pg::transaction& tx) {
    constexpr pg::statement forget{"test.forget", "DELETE FROM {schema}.known WHERE name = 'shop'"};
    co_await tx.run(forget);
    co_return true;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}

TEST_CASE("a schema that is not wanted any more is not made") {
    migrated m;
    const auto make = [&](pg::migrator::demand wanted) {
        m.run(m.with.apply("shop", {{"p", first_step}}, {}, std::move(wanted)));
    };
    CHECK_THROWS_WITH(make(&disagree), Catch::Matchers::ContainsSubstring("not to be made"));
    const auto there = [&] {
        return m.read("SELECT to_regnamespace('shop') IS NOT NULL", {}, {"home"}).boolean(0, 0);
    };
    CHECK_FALSE(there());
    make([](pg::transaction&) -> task<bool> { co_return true; });
    CHECK(there());
    CHECK(m.things() == 1);
}

TEST_CASE("what is missing is applied, once per schema") {
    migrated m;
    CHECK(m.run(m.with.status("shop", {{"p", both_steps}})).size() == 2);
    CHECK(m.apply({{"p", first_step}}) == std::vector<std::string>{"p1"});
    const auto known = m.run(m.with.status("shop", {{"p", both_steps}}));
    CHECK(known[0].applied);
    CHECK_FALSE(known[1].applied);
    CHECK(m.apply({{"p", both_steps}}) == std::vector<std::string>{"p2"});
    CHECK(m.apply({{"p", both_steps}}).empty());
    CHECK(m.things() == 2);
    CHECK(m.apply({{"p", both_steps}}, "other").size() == 2);
    CHECK(m.things({"other"}) == 2);
    CHECK(m.read("SELECT count(*) FROM home.schema_migrations").integer(0, 0) == 4);
}

TEST_CASE("a step that fails names itself and leaves nothing") {
    migrated m;
    constexpr migration broken[] = {
        first_step[0], {2, "broken", "CREATE TABLE {schema}.left_over (n int); SELECT nonsense;"}};
    const auto why = m.problem({{"p", broken}});
    for (const char* part :
         {"plugin p", "2", "broken", "shop", "column \"nonsense\" does not exist"})
        CHECK(holds(why, part));
    CHECK(m.things() == 1);
    CHECK_THROWS_AS(m.read("SELECT * FROM shop.left_over"), pg::query_failure);
    CHECK(m.apply({{"p", both_steps}}) == std::vector<std::string>{"p2"});
}

TEST_CASE("a step that was changed after it had been applied is refused") {
    migrated m;
    m.apply({{"p", first_step}});
    constexpr migration changed[] = {{1, "things", "CREATE TABLE {schema}.things (n bigint);"}};
    const auto why = m.problem({{"p", changed}});
    CHECK(holds(why, "migration 1 (things) of plugin p was changed"));
    CHECK_THROWS_AS(m.run(m.with.status("shop", {{"p", changed}})), std::runtime_error);
}

TEST_CASE("a database that is newer than the binary is refused") {
    migrated m;
    m.apply({{"p", both_steps}});
    CHECK(holds(m.problem({{"p", first_step}}),
                "migration 2 (more) of plugin p was applied by a newer"));
    CHECK(m.apply({{"q", {}}}).empty()); // another plugin's steps are not judged
}

TEST_CASE("of two nodes that start together one applies each step") {
    const auto dsn = fresh_database();
    migrated a{dsn};
    migrated b{dsn};
    std::vector<std::string> by_a;
    std::vector<std::string> by_b;
    std::thread other{[&] { by_b = b.apply({{"p", both_steps}}); }};
    by_a = a.apply({{"p", both_steps}});
    other.join();
    CHECK(by_a.size() + by_b.size() == 2);
    CHECK(a.things() == 2);
}

TEST_CASE("a schema goes together with what says that it is there, or not at all") {
    migrated m;
    m.apply({{"p", both_steps}});
    m.write("CREATE TABLE home.known (name text PRIMARY KEY)");
    m.write("INSERT INTO home.known VALUES ('shop')");
    const auto noted = [&] {
        return m
            .read("SELECT (SELECT count(*) FROM home.known) * 10 + "
                  "(SELECT count(*) FROM home.schema_migrations)")
            .integer(0, 0);
    };
    CHECK_FALSE(m.run(m.with.remove("shop", &disagree)));
    CHECK(m.things() == 2);
    {
        const auto reader = m.begin({"shop"});
        m.run(reader->script("SELECT * FROM shop.things"));
        CHECK_THROWS_WITH(m.run(m.with.remove("shop", &forget_shop)), "schema shop is in use");
        m.run(reader->rollback());
    }
    CHECK(noted() == 12);
    CHECK(m.things() == 2);
    CHECK(m.run(m.with.remove("shop", &forget_shop)));
    CHECK(noted() == 0);
    CHECK_THROWS_AS(m.things(), pg::query_failure);
}

TEST_CASE(
    "a step that waits for whoever uses a table lets others pass, and is applied afterwards") {
    const auto dsn = fresh_database();
    migrated m{dsn};
    m.apply({{"p", first_step}});
    worker other{dsn};
    const auto reader = other.begin({"shop"});
    other.run(reader->script("SELECT * FROM shop.things"));
    constexpr migration altering[] = {
        first_step[0], {2, "altering", "ALTER TABLE {schema}.things ADD COLUMN m int;"}};
    std::vector<std::string> done;
    std::thread migrating{[&] { done = m.apply({{"p", altering}}); }};
    worker third{dsn};
    const auto until = steady::now() + std::chrono::seconds{4};
    steady::duration longest{};
    while (steady::now() < until) {
        const auto began = steady::now();
        third.read("SELECT n FROM shop.things");
        longest = std::max(longest, steady::now() - began);
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    CHECK(longest < std::chrono::seconds{2});
    CHECK(third.read("SELECT count(*) FROM home.schema_migrations").integer(0, 0) == 1);
    other.run(reader->rollback());
    migrating.join();
    CHECK(done == std::vector<std::string>{"p2"});
}
