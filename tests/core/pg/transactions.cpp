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

constexpr pg::statement copy{"test.copy", "COPY {schema}.t FROM STDIN"};

/// `text` in pieces of `size` bytes.
pg::copy_source pieces_of(std::string_view text, std::size_t size = 65536) {
    return [text, size]() mutable {
        const auto piece = text.substr(0, size);
        text.remove_prefix(piece.size());
        return piece;
    };
}

task<std::uint64_t> copy_lines(pg::database& db, const std::string& lines, bool commit) {
    auto tx = co_await db.begin(in_public);
    const auto n = co_await tx->copy_in(copy, pieces_of(lines));
    co_await tx->run(count); // the pipeline goes on
    if (commit) co_await tx->commit();
    co_return n;
}

task<std::string> refused_copy(pg::database& db, const std::string& lines) {
    auto tx = co_await db.begin(in_public);
    std::string why;
    try {
        co_await tx->copy_in(copy, pieces_of(lines));
    } catch (const pg::query_failure& f) {
        why = f.sqlstate + " at " + std::to_string(f.copy_line);
    }
    co_await tx->rollback();
    co_return why;
}

/// What a reading transaction sees twice, while another row comes in between.
task<std::string> read_twice(pg::database& db) {
    const auto tx = co_await db.begin_reading(in_public);
    const auto before = co_await tx->run(count);
    pg::parameters p{99};
    co_await db.write(in_public, insert, std::move(p));
    const auto after = co_await tx->run(count);
    auto seen = std::string{before.text(0, 0)} + " " + std::string{after.text(0, 0)};
    try {
        pg::parameters q{100};
        co_await tx->run(insert, std::move(q));
    } catch (const pg::query_failure& f) {
        seen += " " + f.sqlstate;
    }
    co_return seen;
}

/// How many reading transactions are given at once, of as many as there are connections.
task<int> readers_at_once(pg::database& db, pg::reading how, int asked) {
    std::vector<std::unique_ptr<pg::transaction>> held;
    try {
        for (int i = 0; i < asked; ++i) {
            auto tx = co_await db.begin_reading(
                {"public", std::chrono::steady_clock::now() + std::chrono::milliseconds{300}}, how);
            held.push_back(std::move(tx));
        }
    } catch (const failure&) { // no more places
    }
    auto writing = co_await db.begin(in_public); // which takes none from the others
    co_await writing->run(count);
    co_return static_cast<int>(held.size());
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
        task<std::unique_ptr<pg::transaction>> begin_reading(pg::call c, pg::reading how) override {
            return db.begin_reading(c, how);
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

TEST_CASE("rows are copied in, however many, in the transaction") {
    table t;
    CHECK(t.run(copy_lines(t.db, "1\n2\n3\n", false)) == 3);
    CHECK(t.rows() == 0);
    CHECK(t.run(copy_lines(t.db, "", true)) == 0);
    std::string many;
    for (int n = 0; n < 400'000; ++n) many += std::to_string(n) + "\n";
    CHECK(t.run(copy_lines(t.db, many, true)) == 400'000);
    CHECK(t.rows() == 400'000);
}

TEST_CASE("a refused copy names the line, and the connection goes on") {
    table t;
    CHECK(t.run(refused_copy(t.db, "1\n2\n1\n")) == "23505 at 3");
    CHECK(t.run(refused_copy(t.db, "1\nx\n")) == "22P02 at 2");
    std::string many{"x\n"};
    for (int n = 0; n < 400'000; ++n) many += std::to_string(n) + "\n";
    CHECK(t.run(refused_copy(t.db, many)) == "22P02 at 1");
    CHECK(t.rows() == 0);
    CHECK(t.run(copy_lines(t.db, "7\n", true)) == 1);
}

TEST_CASE("a reading transaction has one snapshot, changes nothing, and leaves room") {
    table t;
    CHECK(t.run(read_twice(t.db)) == "0 0 25006");
    CHECK(t.run(readers_at_once(t.db, pg::reading::brief, 8)) == 4);
    CHECK(t.run(readers_at_once(t.db, pg::reading::lengthy, 8)) == 2);
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
    for (int i = 0; i < 3; ++i) CHECK(w.run(columns(w.db, attempts)) == 1); // prepared by then
    w.write("ALTER TABLE t ADD COLUMN m int");
    CHECK(w.run(columns(w.db, attempts)) == 2);
    CHECK(attempts == 5);
}
