// Announcements through a real PostgreSQL.
#include "core/pg/worker.hpp"
#include "pg/notification_bus.hpp"
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <mutex>

using namespace nucleus;
using namespace nucleus::testing;

namespace {

/// A node: its bus, and what it heard.
struct node {
    explicit node(const std::string& dsn)
        : bus{on.io, dsn, "main"} {
        bus.subscribe(
            "things",
            [this](std::string_view payload) {
                const std::lock_guard lock{guard};
                heard.emplace_back(payload);
            },
            [this] { gap(); });
        running = on.start(bus.run());
    }
    ~node() {
        on.on_thread([this] { bus.stop(); });
        running.get();
    }
    void gap() {
        trusted_at_gap = trusted_at_gap || bus.trusted();
        ++gaps;
    }
    std::vector<std::string> all() {
        const std::lock_guard lock{guard};
        return heard;
    }

    loop on;
    std::mutex guard;
    std::vector<std::string> heard;
    std::atomic<int> gaps{0};
    std::atomic<bool> trusted_at_gap{false};
    pg::notification_bus bus;
    std::future<void> running;
};

task<void> announce(pg::database& db, std::string topic, std::string payload, bool commit) {
    auto tx = co_await db.begin({});
    co_await tx->notify(topic, payload);
    if (commit)
        co_await tx->commit();
    else
        co_await tx->rollback();
}

}

TEST_CASE("an announcement reaches every node after the commit, and never without it") {
    const auto dsn = fresh_database();
    worker w{dsn};
    node here{dsn};
    node there{dsn};
    REQUIRE(eventually([&] { return here.bus.trusted() && there.bus.trusted(); }));
    w.run(announce(w.db, "things", "lost", false));
    w.run(announce(w.db, "others", "not ours", true));
    w.run(announce(w.db, "things", "a:b ü", true));
    for (auto* n : {&here, &there}) {
        CHECK(eventually([&] { return !n->all().empty(); }));
        CHECK(n->all() == std::vector<std::string>{"a:b ü"});
        CHECK(n->gaps == 1); // when it began to listen
    }
}

TEST_CASE("after a reconnect subscribers hear of the gap before the bus is trusted again") {
    const auto dsn = fresh_database();
    worker w{dsn};
    node n{dsn};
    REQUIRE(eventually([&] { return n.bus.trusted(); }));
    run_sql(dsn, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE "
                 "'%pg_notify%' AND pid <> pg_backend_pid() AND datname = current_database()");
    CHECK(eventually([&] { return n.gaps == 2; }));
    CHECK(eventually([&] { return n.bus.trusted(); }));
    CHECK_FALSE(n.trusted_at_gap);
    w.run(announce(w.db, "things", "again", true));
    CHECK(eventually([&] { return n.all() == std::vector<std::string>{"again"}; }));
}

TEST_CASE("a connection on which nothing comes any more is given up for a new one") {
    const auto dsn = fresh_database();
    node n{dsn};
    REQUIRE(eventually([&] { return n.bus.trusted(); }));
    const auto backend = std::stoi(
        run_sql(dsn, "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_notify%' AND pid <> "
                     "pg_backend_pid() AND datname = current_database()"));
    REQUIRE(::kill(backend, SIGSTOP) == 0);
    CHECK(eventually([&] { return !n.bus.trusted(); }));
    CHECK(eventually([&] { return n.bus.trusted(); }));
    CHECK(n.gaps == 2);
    ::kill(backend, SIGCONT);
}

TEST_CASE("a bus whose server is away is not trusted") {
    private_postgres server;
    node n{server.dsn()};
    REQUIRE(eventually([&] { return n.bus.trusted(); }));
    server.stop();
    CHECK(eventually([&] { return !n.bus.trusted(); }));
    server.start();
    CHECK(eventually([&] { return n.bus.trusted(); }));
    CHECK(n.gaps == 2);
}

TEST_CASE("an announcement that is too long is refused before it is sent") {
    const auto dsn = fresh_database();
    worker w{dsn};
    CHECK_THROWS_AS(w.run(announce(w.db, "t", std::string(8000, 'x'), true)),
                    std::invalid_argument);
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}
