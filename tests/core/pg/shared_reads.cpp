// Reads that ask the same at the same time.
#include "pg/shared_reads.hpp"
#include "core/pg/worker.hpp"
#include "pg/command_queue.hpp"
#include <array>
#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;
using pg::request;

namespace {

/// A request, and how often its waiter was told.
struct asking {
    explicit asking(std::shared_ptr<const pg::statement_text> text, pg::parameters p = {})
        : values{std::move(p)} {
        r.text = std::move(text);
        r.values = &values;
    }
    pg::ticket ticket() {
        return {&r, [this] { ++told; }};
    }
    pg::parameters values;
    request r;
    int told = 0;
};

void ask(pg::shared_reads& held, asking& a) {
    auto t = a.ticket();
    if (!held.follow(t)) held.hold(std::move(t));
}

std::shared_ptr<const pg::statement_text> some_text() {
    return std::make_shared<pg::statement_text>();
}

constexpr pg::statement quick{.name = "test.shared", .sql = "SELECT $1::int", .shareable = true};
constexpr pg::statement slow{
    .name = "test.shared", .sql = "SELECT pg_sleep(0.3), $1::int", .shareable = true};

task<std::int64_t> number(pg::database& db, pg::call c, pg::statement s, int n) {
    pg::parameters p{n};
    const auto got = co_await db.read(c, s, std::move(p));
    co_return got.integer(0, got.columns() - 1);
}

/// All are asked in one turn of the loop.
std::vector<std::future<std::int64_t>> ask(worker& w, const pg::statement& s, int times,
                                           auto value_of) {
    std::vector<std::future<std::int64_t>> all;
    w.on->on_thread([&] {
        for (int i = 0; i < times; ++i)
            all.push_back(w.on->start(number(w.db, {}, s, value_of(i))));
    });
    return all;
}

bool was_sent(const worker& w, int times) {
    return w.metrics.expose().find(
               R"(nucleus_pg_statement_duration_seconds_count{statement="test.shared"} )" +
               std::to_string(times) + "\n") != std::string::npos;
}

const std::string cut_all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                            "WHERE application_name = 'nucleusd' AND datname = current_database()";

}

TEST_CASE(
    "who asks the same follows the first; another value, schema or text is another question") {
    const auto text = some_text();
    asking first{text, pg::parameters{1, ""}}, same{text, pg::parameters{1, ""}};
    asking other_value{text, pg::parameters{2, ""}}, null{text, pg::parameters{1, std::nullopt}};
    asking other_text{some_text(), pg::parameters{1, ""}}, last_try{text, pg::parameters{1, ""}};
    last_try.r.again = true;
    pg::shared_reads held;
    for (auto* a : {&first, &same, &other_value, &null, &other_text, &last_try}) ask(held, *a);
    auto heads = held.take();
    REQUIRE(heads.size() == 5);
    CHECK(held.take().empty());
    REQUIRE(heads[0].r == &first.r);
    CHECK(first.r.followers.size() == 1);
    complete(std::move(heads[0]), pg::outcome::unavailable);
    CHECK(first.told == 1);
    CHECK(same.told == 1);
    CHECK(same.r.how == pg::outcome::unavailable);
    CHECK(null.told == 0);
}

TEST_CASE("whoever leaves is not told; the next in line takes the place of the first") {
    const auto text = some_text();
    asking first{text}, second{text}, third{text};
    pg::shared_reads held;
    for (auto* a : {&first, &second, &third}) ask(held, *a);
    CHECK(held.drop(&first.r).r == &first.r);
    CHECK(held.drop(&first.r).r == nullptr);
    CHECK(held.drop(&third.r).r == &third.r);
    auto heads = held.take();
    REQUIRE(heads.size() == 1);
    complete(std::move(heads[0]), pg::outcome::cancelled);
    CHECK(std::array{first.told, second.told, third.told} == std::array{0, 1, 0});
    ask(held, first);
    CHECK(held.drop(&first.r).r == &first.r);
    CHECK(held.take().empty());
}

TEST_CASE("what was sent for one who leaves is the next one's") {
    using kind = pg::command::kind;
    const auto text = some_text();
    asking first{text}, second{text};
    first.r.started = steady::time_point{} + 5s;
    first.r.named = true;
    second.r.deadline = steady::time_point{} + 9s;
    first.r.followers.push_back(second.ticket());
    pg::command_queue q;
    q.push({kind::prepare, &first.r});
    q.push({kind::query, &first.r, first.ticket()});
    CHECK(q.overdue(steady::time_point{} + 8s) == nullptr);
    CHECK(q.overdue(steady::time_point{} + 9s) == &second.r);
    CHECK(q.drop(&first.r).r == &first.r);
    CHECK(first.r.followers.empty());
    CHECK(first.r.started == steady::time_point{}); // its time is counted once
    CHECK(second.r.started == steady::time_point{} + 5s);
    CHECK(second.r.named);
    CHECK(q.front().r == &second.r);
    CHECK(q.any_waiter());
    CHECK(q.drop(&second.r).r == &second.r);
    CHECK(q.front().r == nullptr);
    CHECK_FALSE(q.any_waiter());
}

TEST_CASE("PostgreSQL is asked once for all who ask the same at once") {
    worker w{fresh_database()};
    for (auto& f : ask(w, quick, 50, [](int) { return 7; })) CHECK(f.get() == 7);
    CHECK(was_sent(w, 1));
    auto answers = ask(w, quick, 200, [](int i) { return i % 50; });
    for (std::size_t i = 0; i < answers.size(); ++i)
        CHECK(answers[i].get() == static_cast<std::int64_t>(i % 50));
    CHECK(was_sent(w, 51));
    answers = ask(w, quick, 300, [](int i) { return i % 150; }); // more than are held
    for (std::size_t i = 0; i < answers.size(); ++i)
        CHECK(answers[i].get() == static_cast<std::int64_t>(i % 150));
    constexpr pg::statement apart{.name = "test.apart", .sql = "SELECT (random() * 1e9)::int + $1"};
    std::set<std::int64_t> different;
    for (auto& f : ask(w, apart, 50, [](int) { return 0; })) different.insert(f.get());
    CHECK(different.size() > 40); // what does not say that it may is not shared
}

TEST_CASE("nobody is told less than what had been written when they asked") {
    worker w{fresh_database()};
    w.write("CREATE TABLE t AS SELECT 0 AS n");
    constexpr pg::statement look{
        .name = "test.look", .sql = "SELECT max(n) + $1::int FROM t", .shareable = true};
    std::atomic<bool> enough = false;
    std::thread crowd{[&] {
        while (!enough)
            for (auto& f : ask(w, look, 30, [](int) { return 0; })) (void)f.get();
    }};
    int stale = 0;
    for (int i = 1; i <= 500; ++i) {
        w.write("UPDATE t SET n = $1::int", pg::parameters{i});
        if (w.run(number(w.db, {}, look, 0)) != i) ++stale;
    }
    enough = true;
    crowd.join();
    CHECK(stale == 0);
}

TEST_CASE("one whose time is over, or who goes away, does not take the others along") {
    worker w{fresh_database()};
    constexpr pg::statement slower{
        .name = "test.shared", .sql = "SELECT pg_sleep(2), $1::int", .shareable = true};
    boost::asio::cancellation_signal gone;
    std::promise<bool> cut;
    std::future<std::int64_t> late;
    std::vector<std::future<std::int64_t>> others;
    w.on->on_thread([&] {
        late = w.on->start(number(w.db, {"main", steady::now() + 50ms}, slower, 3));
        boost::asio::co_spawn(w.on->io, number(w.db, {}, slower, 3),
                              boost::asio::bind_cancellation_slot(
                                  gone.slot(), [&](const std::exception_ptr& e, std::int64_t) {
                                      cut.set_value(e != nullptr);
                                  }));
        for (int i = 0; i < 5; ++i) others.push_back(w.on->start(number(w.db, {}, slower, 3)));
    });
    w.on->on_thread([&] { gone.emit(boost::asio::cancellation_type::terminal); });
    CHECK(cut.get_future().get());
    CHECK_THROWS_AS(late.get(), failure);
    for (auto& f : others) CHECK(f.get() == 3);
    CHECK(was_sent(w, 1));
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE(
    "all are told why PostgreSQL refuses, and a plan that is out of date is made anew for all") {
    worker w{fresh_database()};
    constexpr pg::statement divide{
        .name = "test.divide", .sql = "SELECT 1 / $1::int", .shareable = true};
    for (auto& f : ask(w, divide, 10, [](int) { return 0; })) {
        try {
            (void)f.get();
            FAIL("divided by zero");
        } catch (const pg::query_failure& refused) {
            CHECK(refused.sqlstate == "22012");
        }
    }
    w.write("CREATE TABLE t AS SELECT 5 AS n, 1 AS one");
    constexpr pg::statement all{
        .name = "test.all", .sql = "SELECT * FROM t WHERE one = $1::int", .shareable = true};
    for (int i = 0; i < 5; ++i)
        for (auto& f : ask(w, all, 10, [](int) { return 1; })) CHECK(f.get() == 1);
    w.write("ALTER TABLE t ADD COLUMN more int DEFAULT 8");
    for (auto& f : ask(w, all, 10, [](int) { return 1; })) CHECK(f.get() == 8);
}

TEST_CASE("all who asked the same are answered when their connection dies") {
    const auto dsn = fresh_database();
    worker w{dsn};
    CHECK(w.run(number(w.db, {}, quick, 1)) == 1);
    auto all = ask(w, slow, 50, [](int) { return 4; });
    CHECK(run_sql(dsn, cut_all) != "0");
    for (auto& f : all) CHECK(f.get() == 4);
    CHECK(was_sent(w, 2)); // with the first; what was lost is not counted
    all = ask(w, slow, 50, [](int) { return 4; });
    w.on->run(w.db.stop());
    for (auto& f : all) CHECK_THROWS_AS(f.get(), failure);
}

TEST_CASE("the neighbours of a refused read that asked the same get their answer together") {
    worker w{fresh_database()};
    constexpr pg::statement divide{
        .name = "test.divide", .sql = "SELECT 1 / $1::int", .shareable = true};
    CHECK(w.run(number(w.db, {}, divide, 1)) == 1);
    std::vector<std::future<std::int64_t>> wrong, right;
    w.on->on_thread([&] {
        for (int i = 0; i < 10; ++i) {
            wrong.push_back(w.on->start(number(w.db, {}, divide, 0)));
            right.push_back(w.on->start(number(w.db, {}, quick, 6)));
        }
    });
    for (auto& f : wrong) CHECK_THROWS_AS(f.get(), pg::query_failure);
    for (auto& f : right) CHECK(f.get() == 6);
    CHECK(was_sent(w, 1));
}

TEST_CASE("every statement of a batch sees what is committed, whatever the role's default is") {
    const auto dsn = fresh_database();
    run_sql(dsn,
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = "
            "serializable', current_database()); END $$");
    worker w{dsn};
    CHECK(w.read("SHOW transaction_isolation").text(0, 0) == "read committed");
    CHECK(w.write("SHOW transaction_isolation").text(0, 0) == "read committed");
}
