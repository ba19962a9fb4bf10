// Transactions on leased connections.
#include "core/pg/worker.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;

namespace {

constexpr pg::statement insert{"test.insert", "INSERT INTO {schema}.t VALUES ($1::int)"};
constexpr pg::statement count{"test.count", "SELECT count(*) FROM {schema}.t"};
constexpr pg::statement bump{"test.bump", "UPDATE {schema}.t SET n = n + 1"};
const pg::call in_public{"public"};

struct table : worker {
    explicit table(std::string dsn = fresh_database())
        : worker{dsn} {
        write("CREATE TABLE t (n int PRIMARY KEY)");
    }
    std::int64_t rows() { return read("SELECT count(*) FROM t").integer(0, 0); }
};

enum class ending { commit, rollback, none };

task<std::int64_t> insert_two(pg::database& db, ending how) {
    auto tx = co_await db.begin(in_public);
    for (int n = 1; n <= 2; ++n) {
        pg::parameters p{n};
        co_await tx->run(insert, std::move(p));
    }
    const auto seen = co_await tx->run(count);
    if (how == ending::commit) co_await tx->commit();
    if (how == ending::rollback) co_await tx->rollback();
    co_return seen.integer(0, 0);
}

task<std::string> commit_after_failure(pg::database& db) {
    auto tx = co_await db.begin(in_public);
    std::string state;
    try {
        pg::parameters none{std::nullopt};
        co_await tx->run(insert, std::move(none));
    } catch (const pg::query_failure& f) {
        state = f.sqlstate + " ";
    }
    try {
        co_await tx->commit();
    } catch (const pg::query_failure& f) {
        state += f.sqlstate;
    }
    co_return state;
}

task<void> run_script(pg::database& db, std::string sql, bool commit) {
    auto tx = co_await db.begin(in_public);
    co_await tx->script(sql);
    if (commit) co_await tx->commit();
}

task<void> empty_transaction(pg::database& db) {
    auto tx = co_await db.begin(in_public);
    co_await tx->commit();
}

task<int> bump_all(pg::transaction& tx, int& attempts, pg::database& rival) {
    const auto before = co_await tx.run(count);
    if (++attempts == 1) co_await rival.write(in_public, bump);
    co_await tx.run(bump);
    co_return static_cast<int>(before.integer(0, 0));
}

task<int> bump_serializably(pg::database& db, int& attempts) {
    // What transact() does, at the level that makes the conflict certain.
    struct serializable final : pg::database {
        explicit serializable(pg::database& d)
            : db{d} {}
        task<pg::rows> read(pg::call c, const pg::statement& s, pg::parameters p) override {
            return db.read(c, s, std::move(p));
        }
        task<pg::rows> write(pg::call c, const pg::statement& s, pg::parameters p) override {
            return db.write(c, s, std::move(p));
        }
        task<std::unique_ptr<pg::transaction>> begin(pg::call c, bool) override {
            return db.begin(c, true);
        }
        task<std::unique_ptr<pg::connection>> hold(pg::call c) override { return db.hold(c); }
        pg::database& db;
    } strict{db};
    const auto n = co_await pg::transact<bump_all>(strict, in_public, attempts, db);
    co_return n;
}

task<std::size_t> columns_in_transaction(pg::transaction& tx, int& attempts) {
    ++attempts;
    constexpr pg::statement all{"test.all", "SELECT * FROM {schema}.t"};
    const auto got = co_await tx.run(all);
    co_return got.columns();
}

task<std::size_t> columns(pg::database& db, int& attempts) {
    const auto n = co_await pg::transact<columns_in_transaction>(db, in_public, attempts);
    co_return n;
}

}

TEST_CASE("a transaction sees its own rows, and others see them after the commit") {
    table t;
    CHECK(t.run(insert_two(t.db, ending::commit)) == 2);
    CHECK(t.rows() == 2);
}

TEST_CASE("what is rolled back, or not committed, is gone and the connection is free again") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    worker w{s};
    w.write("CREATE TABLE t (n int PRIMARY KEY)");
    for (const auto how : {ending::rollback, ending::none, ending::none}) {
        CHECK(w.run(insert_two(w.db, how)) == 2);
        CHECK(w.write("SELECT count(*) FROM t").integer(0, 0) == 0);
    }
    CHECK(run_sql(s.dsn, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'") ==
          "0");
}

TEST_CASE("committing a failed transaction is a failure") {
    table t;
    CHECK(t.run(commit_after_failure(t.db)) == "23502 25P02");
    CHECK(t.run(insert_two(t.db, ending::commit)) == 2);
}

TEST_CASE("a transaction without statements may be committed") {
    table t;
    t.run(empty_transaction(t.db));
    CHECK(t.rows() == 0);
}

TEST_CASE("a script runs several statements, in the transaction") {
    table t;
    const auto sql = "CREATE TABLE {schema}.u (n int); INSERT INTO {schema}.u VALUES (1), (2);";
    t.run(run_script(t.db, sql, false));
    CHECK_THROWS_AS(t.read("SELECT * FROM u"), pg::query_failure);
    t.run(run_script(t.db, sql, true));
    CHECK(t.read("SELECT * FROM u").size() == 2);
    CHECK_THROWS_AS(t.run(run_script(t.db, "SELECT 1; SELECT 1/0; SELECT 2", true)),
                    pg::query_failure);
    CHECK_THROWS_AS(t.run(run_script(t.db, "COPY {schema}.t TO STDOUT", true)), pg::query_failure);
    CHECK(t.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a serialization failure runs the whole transaction again") {
    table t;
    t.write("INSERT INTO t VALUES (1)");
    int attempts = 0;
    CHECK(t.run(bump_serializably(t.db, attempts)) == 1);
    CHECK(attempts == 2);
    CHECK(t.read("SELECT n FROM t").integer(0, 0) == 3);
}

TEST_CASE("a plan that is out of date runs the whole transaction again") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    worker w{s};
    w.write("CREATE TABLE t (n int)");
    int attempts = 0;
    CHECK(w.run(columns(w.db, attempts)) == 1);
    w.write("ALTER TABLE t ADD COLUMN m int");
    CHECK(w.run(columns(w.db, attempts)) == 2);
    CHECK(attempts == 3);
}
