// Connections that die, and servers that go away.
#include "core/pg/worker.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

const std::string cut_all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                            "WHERE application_name = 'nucleusd' AND datname = current_database()";
constexpr pg::statement one{"test.one", "SELECT 1"};

task<void> cut_in_the_middle(pg::database& db, std::string dsn) {
    auto tx = co_await db.begin({});
    co_await tx->run(one);
    run_sql(dsn, cut_all);
    co_await tx->run(one);
    co_await tx->commit();
}

}

TEST_CASE("reads under way when their connection dies are sent again") {
    const auto dsn = fresh_database();
    worker w{dsn};
    w.read("SELECT 1");
    std::vector<std::future<pg::rows>> all;
    constexpr pg::statement slow{"test.slow", "SELECT pg_sleep(0.05), 7"};
    for (int i = 0; i < 20; ++i) all.push_back(w.on->start(w.db.read({}, slow)));
    run_sql(dsn, cut_all);
    for (auto& f : all) CHECK(f.get().integer(0, 1) == 7);
    CHECK(w.metrics.expose().find(R"(nucleus_pg_reconnects_total{database="test"} 1)") !=
          std::string::npos);
}

TEST_CASE("a transaction whose connection dies fails without a SQLSTATE, and the next one works") {
    const auto dsn = fresh_database();
    worker w{dsn};
    try {
        w.run(cut_in_the_middle(w.db, dsn));
        FAIL("the transaction went on");
    } catch (const pg::query_failure& f) {
        CHECK(f.sqlstate.empty());
    }
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("idle connections that died are not handed out") {
    const auto dsn = fresh_database();
    worker w{dsn};
    w.write("SELECT 1");
    run_sql(dsn, cut_all);
    REQUIRE(eventually(
        [&] { return w.metrics.expose().find(R"(state="idle"} 0)") != std::string::npos; }));
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a server that ends each connection as soon as it is open is asked less and less") {
    const auto dsn = fresh_database();
    worker w{dsn};
    w.read("SELECT 1");
    int ended = 0;
    for (int look = 0; look < 100; ++look, std::this_thread::sleep_for(20ms))
        ended += std::stoi(run_sql(dsn, cut_all));
    CHECK(ended < 20); // without a pause, nearly each look finds a new one
    CHECK(eventually([&] { return w.db.available(); }));
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a server that goes away is noticed at once, waited for, and found again") {
    private_postgres server;
    auto s = settings_for(server.dsn());
    s.acquire_timeout = 200ms;
    worker w{s};
    w.read("SELECT 1");
    w.write("SELECT 1");
    CHECK(w.db.available());
    server.stop();
    CHECK(eventually([&] { return !w.db.available(); }));
    CHECK_THROWS_AS(w.read("SELECT 1"), failure);
    CHECK_THROWS_AS(w.write("SELECT 1"), failure);
    server.start();
    CHECK(eventually([&] { return w.db.available(); }));
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a connection string that libpq cannot read, or a name that nobody knows, is an outage") {
    auto s = settings_for(GENERATE("host= = hidden", "host=no-such-host.invalid user=postgres"));
    s.acquire_timeout = 50ms;
    worker w{s};
    CHECK_THROWS_AS(w.read("SELECT 1"), failure);
    CHECK_FALSE(w.db.available());
}
