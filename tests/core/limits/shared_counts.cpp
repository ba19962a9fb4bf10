// The statements count as the arithmetic does, and as one for all who ask.
#include "limits/shared_counts.hpp"
#include "core/pg/worker.hpp"
#include "limits/store/count_store.hpp"
#include "pg/migrator.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>

using namespace nucleus;
using namespace nucleus::limits;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

void make_table(worker& w) {
    w.run(pg::migrator{w.db, "main"}.apply("main", {{"core", count_migrations()}}, {}));
}

/// A database in which the time is what the test says.
std::string database_with_a_clock() {
    const auto dsn = fresh_database();
    run_sql(dsn, "CREATE SCHEMA fake; CREATE TABLE fake.time (ms bigint);"
                 "INSERT INTO fake.time VALUES (0);"
                 "CREATE FUNCTION fake.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE "
                 "AS 'SELECT to_timestamp(ms / 1000.0) FROM fake.time';"
                 "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = fake, pg_catalog',"
                 " current_database()); END$$");
    return dsn;
}

/// As own_counts has it, without packing anything.
struct model {
    counting how;
    budget b;
    tally t{};
    std::uint64_t blocked_until = 0;

    decision take(std::uint64_t now) {
        if (blocked_until > now) return refusal(b, std::chrono::milliseconds{blocked_until - now});
        const auto j = judge(how, b, t, now);
        t = j.after;
        if (j.granted || !b.block) return tell(how, b, j, now);
        blocked_until = now + static_cast<std::uint64_t>(b.block->count());
        return refusal(b, *b.block);
    }
};

std::string text(const decision& d) {
    return (d.allowed ? "granted " : "refused ") + std::to_string(d.limit) + " " +
           std::to_string(d.remaining) + " " + std::to_string(d.reset.count()) + " " +
           std::to_string(d.granted_at);
}

const std::string key(16, 'k');

}

TEST_CASE("the statements decide as the arithmetic does") {
    const auto how =
        GENERATE(counting::sliding_window, counting::fixed_window, counting::token_bucket);
    const auto b = GENERATE(budget{1000ms, 5, {}}, budget{1000ms, 3, 2500ms},
                            budget{60'000ms, 1, {}}, budget{24h * 31, 2'147'483'647, {}});
    worker w{database_with_a_clock()};
    make_table(w);
    model expected{how, b};
    std::vector<std::uint64_t> granted;
    std::mt19937 random{7};
    std::uint64_t now = 1'800'000'000'000;
    constexpr std::uint64_t steps[] = {0, 0, 0, 0, 1, 37, 250, 400, 999, 1000, 2100, 60'000};
    for (int i = 0; i < 150; ++i) {
        now += steps[random() % std::size(steps)];
        w.write("UPDATE fake.time SET ms = $1::bigint", pg::parameters{now});
        INFO("strategy " << static_cast<int>(how) << ", step " << i << " at " << now);
        if (!granted.empty() && random() % 3 == 0) { // some of those that were granted succeed
            const auto one = granted.back();
            granted.pop_back();
            w.run(give_back_count(w.db, {"main"}, key, how, b, one));
            expected.t = give_back(how, b, expected.t, one, now);
        }
        const auto got = w.run(take_count(w.db, {"main"}, key, how, b));
        REQUIRE(text(got) == text(expected.take(now)));
        if (got.allowed) granted.push_back(got.granted_at);
    }
}

TEST_CASE("a clock that goes back grants nothing that was spent, there either") {
    const auto how =
        GENERATE(counting::sliding_window, counting::fixed_window, counting::token_bucket);
    worker w{database_with_a_clock()};
    make_table(w);
    const budget b{1000ms, 2, {}};
    std::string course;
    for (const std::uint64_t at : {5000, 5000, 0, 0, 4999}) {
        w.write("UPDATE fake.time SET ms = $1::bigint", pg::parameters{1'800'000'000'000 + at});
        course += w.run(take_count(w.db, {"main"}, key, how, b)).allowed ? '+' : '-';
    }
    CHECK(course == "++---");
}

TEST_CASE("of many at once on two nodes as many are granted as there are in the budget") {
    const auto how =
        GENERATE(counting::sliding_window, counting::fixed_window, counting::token_bucket);
    const auto dsn = fresh_database();
    worker here{dsn}, there{dsn};
    make_table(here);
    for (int round = 0; round < 20; ++round) {
        const auto contested = std::string(15, 'k') + static_cast<char>('a' + round);
        const budget b{1h, 10, {}};
        std::vector<std::future<decision>> all;
        for (int i = 0; i < 50; ++i) {
            auto& w = i % 2 == 0 ? here : there;
            all.push_back(w.on->start(take_count(w.db, {"main"}, contested, how, b)));
        }
        int granted = 0;
        for (auto& f : all) granted += f.get().allowed ? 1 : 0;
        REQUIRE(granted == 10);
    }
}

TEST_CASE("what is over is removed, and of the rest what is beyond a number") {
    const auto dsn = fresh_database();
    worker w{dsn};
    make_table(w);
    const auto rows = [&] { return run_sql(dsn, "SELECT count(*) FROM main.rate_limit_counts"); };
    for (char c = 'a'; c < 'k'; ++c) {
        const std::string brief(16, c);
        (void)w.run(take_count(w.db, {"main"}, brief, counting::fixed_window, {1ms, 5, {}}));
        const std::string lasting(16, static_cast<char>(c + 32));
        const budget b{1h * (1 + c - 'a'), 5, {}};
        (void)w.run(take_count(w.db, {"main"}, lasting, counting::token_bucket, b));
    }
    const std::string punished(16, '!');
    const budget harsh{1ms, 1, 24h * 30};
    (void)w.run(take_count(w.db, {"main"}, punished, counting::fixed_window, harsh));
    (void)w.run(take_count(w.db, {"main"}, punished, counting::fixed_window, harsh));
    (void)w.run(take_count(w.db, {"main"}, punished, counting::fixed_window, harsh));
    CHECK(rows() == "21");
    REQUIRE(eventually([&] {
        w.run(prune_counts(w.db, {"main"}, 1000));
        return rows() == "11"; // a block outlives its window
    }));
    w.run(prune_counts(w.db, {"main"}, 4));
    CHECK(rows() == "4");
    CHECK(run_sql(dsn, "SELECT count(*) FROM main.rate_limit_counts WHERE expires_at > now() + "
                       "interval '6 hours'") == "4"); // the longest stay
}

TEST_CASE("a database that is away is not waited for") {
    private_postgres server;
    worker w{server.dsn()};
    make_table(w);
    shared_counts counts{&w.db};
    const rule r{counting::fixed_window, {1h, 2, {}}, "test"};
    const auto take = [&] { return w.run(counts.take("main", key, r)); };
    REQUIRE(take().has_value());
    server.stop();
    CHECK_FALSE(take().has_value());
    CHECK_FALSE(take().has_value());
    server.start();
    std::optional<decision> back;
    w.run(counts.give_back("main", key, r, 0)); // nothing is thrown where nobody can be asked
    CHECK(eventually([&] {
        back = take();
        return back.has_value();
    }));
    CHECK_FALSE(w.run(shared_counts{nullptr}.take("main", key, r)).has_value());
}
