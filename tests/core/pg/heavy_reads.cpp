// Slow reads beside quick ones.
#include "core/pg/worker.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

pg::statement composed(std::string_view sql) {
    pg::statement s{"test.composed", sql};
    s.unproven = true;
    return s;
}
bool done(const std::future<pg::rows>& f) { return f.wait_for(0ms) == std::future_status::ready; }

}

TEST_CASE("slow reads that a client composed hold up neither quick ones nor writes") {
    const auto dsn = fresh_database();
    worker w{dsn};
    const auto slow = composed("SELECT pg_sleep(1.5)");
    std::vector<std::future<pg::rows>> all;
    for (int i = 0; i < 12; ++i) all.push_back(w.on->start(w.db.read({}, slow)));
    for (int i = 0; i < 20; ++i) {
        CHECK(w.read("SELECT 7").integer(0, 0) == 7);
        CHECK(w.write("SELECT 8").integer(0, 0) == 8);
    }
    CHECK_FALSE(done(all.front()));
    for (auto& f : all) CHECK(f.get().size() == 1);
}

TEST_CASE("a composed read joins the others once it was seen to be quick") {
    const auto dsn = fresh_database();
    worker w{dsn};
    const auto backend = [&] {
        return w.run(w.db.read({}, composed("SELECT pg_backend_pid()"))).integer(0, 0);
    };
    const auto shared = w.read("SELECT pg_backend_pid() ").integer(0, 0);
    CHECK(backend() != shared);
    CHECK(backend() == shared);
}

TEST_CASE("a read does not write, whichever connection it is on, and in a role neither") {
    auto s = settings_for(fresh_database());
    s.roles = pg::schema_roles{{"main"}};
    worker w{s};
    for (const char* schema : {"main", "acme"}) {
        const auto tx = w.begin();
        w.run(tx->script("CREATE SCHEMA " + std::string{schema} + "; CREATE TABLE " + schema +
                         ".notes (n int);" + s.roles.make(schema)));
        w.run(tx->commit());
        const pg::call c{schema};
        constexpr std::string_view add = "INSERT INTO {schema}.notes VALUES (1) RETURNING n";
        for (const bool heavy : {false, true}) {
            pg::statement read{"test.read", add};
            read.heavy = heavy;
            std::string why;
            try {
                w.run(w.db.read(c, read));
            } catch (const pg::query_failure& f) {
                why = f.sqlstate;
            }
            CHECK(why == "25006");
        }
        CHECK(w.write(add, {}, c).integer(0, 0) == 1); // on the same connection
        CHECK(w.read("SELECT count(*) FROM {schema}.notes", {}, c).integer(0, 0) == 1);
    }
}

TEST_CASE("a statement that held up the others is kept apart") {
    const auto dsn = fresh_database();
    worker w{dsn};
    constexpr std::string_view sql = "SELECT pg_sleep(1.0), pg_backend_pid()";
    constexpr pg::statement slow{"test.slow", sql};
    const auto first = w.run(w.db.read({}, slow)).integer(0, 1);
    const auto shared = w.read("SELECT pg_backend_pid()").integer(0, 0);
    CHECK(first != shared); // the shared one was left to it
    const auto second = w.run(w.db.read({}, slow)).integer(0, 1);
    CHECK(second != shared);
    CHECK(w.read("SELECT pg_backend_pid()").integer(0, 0) == shared);
}

TEST_CASE("a read that nobody waits for any more is ended in the server") {
    const auto dsn = fresh_database();
    worker w{dsn};
    constexpr pg::statement slow{"test.slow", "SELECT pg_sleep(600)"};
    pg::call hurried;
    hurried.deadline = steady::now() + 300ms;
    CHECK_THROWS_AS(w.run(w.db.read(hurried, slow)), failure);
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
    CHECK(eventually([&] {
        return run_sql(dsn, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
                            "query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()") == "0";
    }));
}
