// Upkeep that one node does for all.
#include "pg/rounds.hpp"
#include "core/pg/worker.hpp"
#include <catch2/catch_test_macros.hpp>
#include <vector>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

struct node : worker {
    explicit node(std::string dsn = fresh_database())
        : worker{std::move(dsn)} {
        std::string sql;
        for (const auto& step : pg::round_migrations()) sql += step.sql;
        for (auto at = sql.find("{schema}"); at != sql.npos; at = sql.find("{schema}"))
            sql.replace(at, 8, "public");
        run(make(db, sql));
    }
    static task<void> make(pg::database& db, std::string sql) {
        const pg::call c;
        auto tx = co_await db.begin(c);
        co_await tx->script(sql);
        co_await tx->commit();
    }
    std::future<std::optional<pg::round>> ask(std::string_view work) {
        return on->start(pg::begin_round(db, {"public"}, work));
    }
    bool due(std::string_view work) { return ask(work).get().has_value(); }
    void done(std::string_view work) {
        pg::round under_way{db, {"public"}, work};
        on->start(under_way.done()).get();
    }
    void move(const std::string& by) {
        write("UPDATE public.upkeep_rounds SET begun_at = begun_at + interval '" + by + "'");
    }
};

}

TEST_CASE("a round is due an hour after the last one began, for each work by itself") {
    node n;
    CHECK(n.due("pruning"));
    CHECK_FALSE(n.due("pruning"));
    CHECK(n.due("counting"));
    n.done("pruning");
    n.move("-59 minutes");
    CHECK_FALSE(n.due("pruning"));
    n.move("-1 minute");
    CHECK(n.due("pruning"));
    CHECK_FALSE(n.due("pruning"));
    CHECK(n.due("counting"));
}

TEST_CASE("a round that nobody has ended is due again in ten minutes") {
    node n;
    CHECK(n.due("pruning"));
    n.move("-9 minutes");
    CHECK_FALSE(n.due("pruning"));
    n.move("-1 minute");
    CHECK(n.due("pruning"));
    n.done("pruning");
    n.move("-10 minutes");
    CHECK_FALSE(n.due("pruning"));
    n.move("-50 minutes");
    CHECK(n.due("pruning"));
    n.move("-10 minutes"); // what was done before is not this one
    CHECK(n.due("pruning"));
}

TEST_CASE("a round that goes on is not due, however long it takes") {
    node n;
    auto round = n.ask("pruning").get();
    REQUIRE(round);
    n.move("-9 minutes");
    n.on->start(round->goes_on(steady::now() + 59s)).get(); // not written down yet
    n.move("-2 minutes");
    auto next = n.ask("pruning").get();
    REQUIRE(next);
    n.move("-9 minutes");
    n.on->start(next->goes_on(steady::now() + 61s)).get();
    n.move("-2 minutes");
    CHECK_FALSE(n.due("pruning"));
    n.on->start(next->done()).get();
    n.move("-30 minutes");
    n.on->start(next->goes_on(steady::now() + 600s)).get(); // what is done does not go on
    n.move("-30 minutes");
    CHECK(n.due("pruning"));
}

TEST_CASE("of many that ask at once one does the round") {
    node n;
    for (int round = 0; round < 50; ++round) {
        std::vector<std::future<std::optional<pg::round>>> asked;
        for (int i = 0; i < 20; ++i) asked.push_back(n.ask("pruning"));
        int told = 0;
        for (auto& one : asked) told += one.get().has_value() ? 1 : 0;
        CHECK(told == 1);
        n.move("-1 hour");
    }
}

TEST_CASE("a clock that was set back does not end the rounds") {
    node n;
    CHECK(n.due("pruning"));
    n.move("1 day");
    CHECK(n.due("pruning"));
    CHECK_FALSE(n.due("pruning"));
}
