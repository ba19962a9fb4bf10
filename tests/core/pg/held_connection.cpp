// A connection kept over several transactions.
#include "core/pg/worker.hpp"
#include <boost/asio/bind_cancellation_slot.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;

namespace {

const pg::call in_public{"public"};
constexpr pg::statement pid{"test.pid", "SELECT pg_backend_pid()"};
constexpr pg::statement limit{"test.limit", "SHOW lock_timeout"};
constexpr std::string_view build = "CREATE INDEX CONCURRENTLY t_n ON {schema}.t (n)";

task<std::string> ask(pg::connection& c, pg::statement what) {
    auto tx = co_await c.begin();
    const auto answer = co_await tx->run(what);
    co_await tx->commit();
    co_return std::string{answer.text(0, 0)};
}

task<void> settings_last(pg::database& db) {
    const auto c = co_await db.hold(in_public);
    co_await c->script("SET lock_timeout = '7s'");
    const auto first = co_await ask(*c, pid);
    const auto second = co_await ask(*c, pid);
    CHECK(first == second);
    const auto seen = co_await ask(*c, limit);
    CHECK(seen == "7s");
}

task<std::string> refusal_of(pg::connection& c, std::string_view sql) {
    std::string state = "none";
    try {
        co_await c.script(sql);
    } catch (const pg::query_failure& f) {
        state = f.sqlstate;
    }
    co_return state;
}

task<void> build_outside(pg::database& db) {
    const auto c = co_await db.hold(in_public);
    co_await c->script("CREATE TABLE {schema}.t (n int)");
    const auto outside = co_await refusal_of(*c, build);
    CHECK(outside == "none");
    const auto again = co_await refusal_of(*c, build); // its name is taken: the connection lives
    CHECK(again == "42P07");
}

task<void> leave_open(pg::database& db) {
    const auto c = co_await db.hold(in_public);
    const auto tx = co_await c->begin();
    co_await tx->run(pid);
    bool refused = false;
    try {
        co_await c->script("SELECT 1");
    } catch (const std::logic_error&) {
        refused = true;
    }
    CHECK(refused);
    co_await tx->rollback();
    co_await c->script("SELECT 1");
}

task<void> lock(pg::database& db) {
    const auto c = co_await db.hold(in_public);
    co_await c->script("SELECT pg_advisory_lock(42)");
}

task<void> sleep(pg::database& db) {
    const auto c = co_await db.hold(in_public);
    co_await c->script("SELECT pg_sleep(600)");
}

}

TEST_CASE("settings of its session last over transactions, and reach nobody else") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    worker w{s};
    w.run(settings_last(w.db));
    CHECK(w.write("SHOW lock_timeout").text(0, 0) == "0");
}

TEST_CASE(
    "it runs what PostgreSQL takes outside of a transaction only, and goes on after a refusal") {
    worker w{fresh_database()};
    w.run(build_outside(w.db));
    CHECK(w.read("SELECT count(*) FROM pg_index WHERE indexrelid = 't_n'::regclass AND indisvalid")
              .integer(0, 0) == 1);
}

TEST_CASE("a transaction left open on it is a mistake that shows") {
    worker w{fresh_database()};
    w.run(leave_open(w.db));
}

TEST_CASE("its advisory lock is free once it is gone") {
    const auto dsn = fresh_database();
    worker w{dsn};
    w.run(lock(w.db));
    CHECK(eventually([&] { return run_sql(dsn, "SELECT pg_try_advisory_lock(42)") == "t"; }));
}

TEST_CASE("whoever goes away in the middle of a statement has it cancelled") {
    const auto dsn = fresh_database();
    const auto sleeping = [&] {
        return run_sql(dsn, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT "
                            "pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()");
    };
    worker w{dsn};
    boost::asio::cancellation_signal stop;
    auto gone = boost::asio::co_spawn(
        w.on->io, sleep(w.db),
        boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::use_future));
    REQUIRE(eventually([&] { return sleeping() == "1"; }));
    w.on->on_thread([&] { stop.emit(boost::asio::cancellation_type::terminal); });
    CHECK_THROWS(gone.get());
    CHECK(eventually([&] { return sleeping() == "0"; }));
}
