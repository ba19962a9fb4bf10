// Deadlines, cancellation and exhausted pools.
#include "core/pg/worker.hpp"
#include <boost/asio/bind_cancellation_slot.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

constexpr pg::statement sleep_long{"test.sleep", "SELECT pg_sleep(60)"};
constexpr pg::statement one{"test.one", "SELECT 1"};
const std::string count_sleepers = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
                                   "AND query LIKE 'SELECT pg_sleep%'";

pg::call within(std::chrono::milliseconds limit) { return {"main", steady::now() + limit}; }

const error_kind* kind_of(auto run) {
    try {
        run();
    } catch (const failure& f) {
        return f.reason().kind;
    }
    return nullptr;
}

task<void> hold(pg::database& db, std::future<void> release) {
    auto tx = co_await db.begin({});
    co_await tx->run(one);
    while (release.wait_for(0s) != std::future_status::ready) co_await tx->run(one);
    co_await tx->commit();
}

task<void> sleep_in_transaction(pg::database& db, pg::call c) {
    auto tx = co_await db.begin(c);
    co_await tx->run(one);
    co_await tx->run(sleep_long);
    co_await tx->commit();
}

}

TEST_CASE("a read past its deadline is answered with that, and the pipeline goes on") {
    auto s = settings_for(fresh_database());
    s.statement_timeout = 1s;
    worker w{s};
    CHECK(kind_of([&] { w.run(w.db.read(within(100ms), sleep_long)); }) ==
          &errors::deadline_passed);
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a write past its deadline is cancelled in the server") {
    const auto dsn = fresh_database();
    worker w{dsn};
    CHECK(kind_of([&] { w.run(w.db.write(within(100ms), sleep_long)); }) ==
          &errors::deadline_passed);
    CHECK(kind_of([&] { w.run(sleep_in_transaction(w.db, within(100ms))); }) ==
          &errors::deadline_passed);
    CHECK(eventually([&] { return run_sql(dsn, count_sleepers) == "0"; }));
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a caller that goes away has its statement cancelled in the server") {
    const auto dsn = fresh_database();
    worker w{dsn};
    boost::asio::cancellation_signal gone;
    std::promise<std::exception_ptr> ended;
    w.on->on_thread([&] {
        boost::asio::co_spawn(w.on->io, sleep_in_transaction(w.db, {}),
                              boost::asio::bind_cancellation_slot(
                                  gone.slot(), [&](std::exception_ptr e) { ended.set_value(e); }));
    });
    REQUIRE(eventually([&] { return run_sql(dsn, count_sleepers) == "1"; }));
    w.on->on_thread([&] { gone.emit(boost::asio::cancellation_type::terminal); });
    CHECK_THROWS_AS(std::rethrow_exception(ended.get_future().get()), boost::system::system_error);
    CHECK(eventually([&] { return run_sql(dsn, count_sleepers) == "0"; }));
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a cancelled read only loses its waiter") {
    auto s = settings_for(fresh_database());
    s.statement_timeout = 1s;
    worker w{s};
    const auto pid = w.read("SELECT pg_backend_pid()").integer(0, 0);
    boost::asio::cancellation_signal gone;
    std::promise<void> ended;
    w.on->on_thread([&] {
        boost::asio::co_spawn(
            w.on->io, w.db.read({}, sleep_long),
            boost::asio::bind_cancellation_slot(
                gone.slot(), [&](std::exception_ptr, pg::rows) { ended.set_value(); }));
    });
    w.on->on_thread([&] { gone.emit(boost::asio::cancellation_type::terminal); });
    ended.get_future().get();
    CHECK(w.read("SELECT pg_backend_pid()").integer(0, 0) == pid);
}

TEST_CASE("an exhausted pool answers 503 with Retry-After, and serves again when it can") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    s.acquire_timeout = 100ms;
    worker w{s};
    std::promise<void> release;
    auto held = w.on->start(hold(w.db, release.get_future()));
    REQUIRE(eventually(
        [&] { return w.metrics.expose().find(R"(state="leased"} 1)") != std::string::npos; }));
    try {
        w.write("SELECT 1");
        FAIL("there was a connection");
    } catch (const failure& f) {
        CHECK(f.reason().kind == &errors::database_unavailable);
        CHECK(f.reason().retry_after.value_or(0s) >= 1s);
    }
    CHECK(kind_of([&] { w.run(w.db.write(within(10ms), one)); }) == &errors::deadline_passed);
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
    release.set_value();
    held.get();
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("waiters are served in order by few connections") {
    auto s = settings_for(fresh_database());
    s.connections = 2;
    worker w{s};
    std::vector<std::future<pg::rows>> all;
    for (int i = 0; i < 200; ++i) all.push_back(w.on->start(w.db.write({}, one)));
    for (auto& f : all) CHECK(f.get().integer(0, 0) == 1);
    CHECK(run_sql(s.dsn, "SELECT count(*) <= 3 FROM pg_stat_activity WHERE "
                         "application_name = 'nucleusd' AND datname = current_database()") == "t");
}

TEST_CASE("connections are replaced when they are old") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    s.max_lifetime = 200ms;
    worker w{s};
    const auto reader = w.read("SELECT pg_backend_pid()").integer(0, 0);
    const auto writer = w.write("SELECT pg_backend_pid()").integer(0, 0);
    CHECK(eventually([&] { return w.read("SELECT pg_backend_pid()").integer(0, 0) != reader; }));
    CHECK(eventually([&] { return w.write("SELECT pg_backend_pid()").integer(0, 0) != writer; }));
    CHECK(w.db.available());
}

TEST_CASE("stopping fails the waiters and closes every connection") {
    const auto dsn = fresh_database();
    std::future<pg::rows> cut;
    {
        worker w{dsn};
        cut = w.on->start(w.db.write({}, sleep_long));
        REQUIRE(eventually([&] { return run_sql(dsn, count_sleepers) == "1"; }));
        w.on->run(w.db.stop());
        CHECK(kind_of([&] { (void)cut.get(); }) == &errors::database_unavailable);
        CHECK(kind_of([&] { w.read("SELECT 1"); }) == &errors::database_unavailable);
        CHECK(kind_of([&] { w.write("SELECT 1"); }) == &errors::database_unavailable);
    }
    CHECK(eventually([&] {
        return run_sql(dsn,
                       "SELECT count(*) FROM pg_stat_activity WHERE "
                       "application_name = 'nucleusd' AND datname = current_database()") == "0";
    }));
}

TEST_CASE("a slow read does not hold up the others") {
    worker w{fresh_database()};
    constexpr pg::statement three_seconds{"test.slow", "SELECT pg_sleep(3)"};
    auto slow = w.on->start(w.db.read({}, three_seconds));
    CHECK(eventually([&] {
        auto next = w.on->start(w.db.read({}, one));
        return next.wait_for(200ms) == std::future_status::ready;
    }));
    CHECK(slow.wait_for(0s) == std::future_status::timeout);
    CHECK(w.db.available());
    CHECK(slow.get().size() == 1);
}

TEST_CASE("new settings apply to connections that are open already") {
    auto s = settings_for(fresh_database());
    s.connections = 4;
    worker w{s};
    std::vector<std::future<pg::rows>> all;
    for (int i = 0; i < 20; ++i) all.push_back(w.on->start(w.db.write({}, one)));
    for (auto& f : all) f.get();
    s.connections = 1;
    s.statement_timeout = 1234ms;
    w.on->on_thread([&] { w.db.reconfigure(s); });
    CHECK(w.write("SHOW statement_timeout").text(0, 0) == "1234ms");
    CHECK(eventually([&] { return w.read("SHOW statement_timeout").text(0, 0) == "1234ms"; }));
    CHECK(eventually([&] {
        return run_sql(s.dsn, "SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                              "'nucleusd' AND datname = current_database()") == "2";
    }));
}
