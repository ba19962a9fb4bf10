// Reads and writes against a real PostgreSQL.
#include "core/pg/worker.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

std::string sqlstate_of(auto run) {
    try {
        run();
    } catch (const pg::query_failure& f) {
        return f.sqlstate;
    }
    return "none";
}

task<std::string> read_text(pg::database& db, std::string sql, std::string value) {
    const pg::statement s{"test.text", sql};
    pg::parameters p{value};
    const pg::call c;
    const auto got = co_await db.read(c, s, std::move(p));
    co_return std::string{got.text(0, 0)};
}

}

TEST_CASE("values of every type come back as they went in") {
    worker w{fresh_database()};
    const auto id = *uuid::parse("0192f0c1-2345-7abc-8def-0123456789ab");
    const auto when = *parse_instant("2026-11-27T10:11:12.123456Z");
    pg::parameters p{"text ü 'quoted'",    true, -5, std::int64_t{1} << 60, id, when, std::nullopt,
                     secret_string{"hush"}};
    const auto got = w.read("SELECT $1::text AS t, $2::bool, $3::int, $4::bigint, $5::uuid, "
                            "$6::timestamptz, $7::text, $8::text",
                            p);
    REQUIRE(got.size() == 1);
    REQUIRE(got.columns() == 8);
    CHECK(got.column(0) == "t");
    CHECK(got.text(0, 0) == "text ü 'quoted'");
    CHECK(got.boolean(0, 1));
    CHECK(got.integer(0, 2) == -5);
    CHECK(got.integer(0, 3) == std::int64_t{1} << 60);
    CHECK(got.id(0, 4) == id);
    CHECK(got.time(0, 5) == when);
    CHECK(got.null(0, 6));
    CHECK_FALSE(got.text_or_null(0, 6));
    CHECK(got.text(0, 7) == "hush");
}

TEST_CASE("a write tells the rows it touched and is there for the next read") {
    worker w{fresh_database()};
    w.write("CREATE TABLE t (n int)");
    CHECK(w.write("INSERT INTO t SELECT generate_series(1, 3)").affected() == 3);
    CHECK(w.write("UPDATE t SET n = n + $1::int WHERE n > $2::int", pg::parameters{10, 1})
              .affected() == 2);
    CHECK(w.read("SELECT sum(n) FROM t").integer(0, 0) == 26);
}

TEST_CASE("tables are qualified with the schema of the call") {
    worker w{fresh_database()};
    for (const char* schema : {"one", "tw\"o"}) {
        const pg::call c{schema};
        w.write("CREATE SCHEMA {schema}", {}, c);
        w.write("CREATE TABLE {schema}.t AS SELECT $1::text AS name", pg::parameters{schema}, c);
    }
    CHECK(w.read("SELECT name FROM {schema}.t", {}, {"one"}).text(0, 0) == "one");
    CHECK(w.read("SELECT name FROM {schema}.t", {}, {"tw\"o"}).text(0, 0) == "tw\"o");
}

TEST_CASE("sessions speak UTC, ISO dates and UTF-8, and reads cannot write") {
    worker w{fresh_database()};
    CHECK(w.read("SELECT '2026-01-02 03:04:05+02'::timestamptz").text(0, 0) ==
          "2026-01-02 01:04:05+00");
    CHECK(w.read("SELECT interval '1 day 2 hours'").text(0, 0) == "P1DT2H");
    CHECK(w.read("SHOW application_name").text(0, 0) == "nucleusd");
    CHECK(w.read("SELECT '\\x00ff'::bytea").text(0, 0) == "\\x00ff");
    CHECK(sqlstate_of([&] { w.read("CREATE TABLE t (n int)"); }) == "25006");
}

TEST_CASE("a refused statement says why, and the connection goes on") {
    worker w{fresh_database()};
    w.write("CREATE TABLE t (n int CONSTRAINT t_n_key UNIQUE)");
    w.write("INSERT INTO t VALUES (1)");
    try {
        w.write("INSERT INTO t VALUES (1)");
        FAIL("accepted a duplicate");
    } catch (const pg::query_failure& f) {
        CHECK(f.sqlstate == "23505");
        CHECK(f.constraint == "t_n_key");
        CHECK(f.table == "t");
        CHECK(f.statement == "test.write");
    }
    CHECK(sqlstate_of([&] { w.read("SELECT 1/$1::int", pg::parameters{0}); }) == "22012");
    CHECK(sqlstate_of([&] { w.read("SELEC"); }) == "42601");
    CHECK(sqlstate_of([&] { w.read(""); }) == "42601");
    CHECK(sqlstate_of([&] { w.read("SELECT 1; SELECT 2"); }) == "42601");
    CHECK(sqlstate_of([&] { w.read("SELECT $1::text", pg::parameters{std::string{"a\0b", 3}}); }) ==
          "22021");
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("COPY is refused without harm") {
    worker w{fresh_database()};
    CHECK(sqlstate_of([&] { w.write("COPY pg_class TO STDOUT"); }) != "none");
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("a deferred constraint fails the write, not the next one") {
    worker w{fresh_database()};
    w.write("CREATE TABLE t (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    w.write("INSERT INTO t VALUES (1)");
    CHECK(sqlstate_of([&] { w.write("INSERT INTO t VALUES (1)"); }) == "23505");
    CHECK(w.write("INSERT INTO t VALUES (2)").affected() == 1);
    CHECK(w.read("SELECT count(*) FROM t").integer(0, 0) == 2);
}

TEST_CASE("the neighbours of a refused read get their answers") {
    worker w{fresh_database()};
    // Started in one turn of the loop: one batch.
    std::vector<std::future<std::string>> answers;
    w.on->on_thread([&] {
        for (int i = 0; i < 20; ++i)
            answers.push_back(w.on->start(
                read_text(w.db, "SELECT (1/$1::int)::text", std::to_string(i % 5 == 2 ? 0 : 1))));
    });
    for (int i = 0; i < 20; ++i) {
        INFO(i);
        if (i % 5 == 2)
            CHECK(sqlstate_of([&] { (void)answers[static_cast<std::size_t>(i)].get(); }) ==
                  "22012");
        else
            CHECK(answers[static_cast<std::size_t>(i)].get() == "1");
    }
}

TEST_CASE("a thousand concurrent reads each get their own answer") {
    worker w{fresh_database()};
    std::vector<std::future<std::string>> answers;
    for (int i = 0; i < 1000; ++i)
        answers.push_back(w.on->start(read_text(
            w.db, "SELECT $1::text || '" + std::to_string(i % 7) + "'", std::to_string(i))));
    for (int i = 0; i < 1000; ++i)
        CHECK(answers[static_cast<std::size_t>(i)].get() ==
              std::to_string(i) + std::to_string(i % 7));
}

TEST_CASE("large results and large parameters pass") {
    worker w{fresh_database()};
    const std::string big(3'000'000, 'x');
    CHECK(w.read("SELECT length($1::text)", pg::parameters{big}).integer(0, 0) == 3'000'000);
    CHECK(w.read("SELECT repeat('y', 5000000)").text(0, 0).size() == 5'000'000);
    CHECK(w.write("SELECT $1::text || $1::text", pg::parameters{big}).text(0, 0).size() ==
          6'000'000);
}

TEST_CASE("more statements than a connection remembers") {
    worker w{fresh_database()};
    const std::string count{"SELECT count(*) FROM pg_prepared_statements"};
    const auto select = [&](int i) {
        REQUIRE(w.write("SELECT " + std::to_string(i)).integer(0, 0) == i);
    };
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 400; ++i) select(i);
    // Eight of a name have places of their own; of the others each was pushed out before its next
    // use.
    CHECK(w.write(count).integer(0, 0) == 8);
    for (int i = 0; i < 400; ++i)
        for (int n = 0; n < 3; ++n) select(i);
    CHECK(w.write(count).integer(0, 0) == 8 + 255); // and the one that counts has a place
}

TEST_CASE("a connection that has seen thousands of statements is replaced") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    worker w{s};
    const auto backend = [&] { return w.write("SELECT pg_backend_pid()").integer(0, 0); };
    const auto first = backend();
    for (int i = 0; i < 4000; ++i) w.write("SELECT " + std::to_string(i));
    CHECK(backend() == first);
    for (int i = 4000; i < 4200; ++i) w.write("SELECT " + std::to_string(i));
    CHECK(backend() != first);
}

TEST_CASE("a table that changes under a prepared statement") {
    worker w{fresh_database()};
    w.write("CREATE TABLE t (n int)");
    w.write("INSERT INTO t VALUES (1)");
    for (int i = 0; i < 4; ++i) {
        CHECK(w.read("SELECT * FROM t").columns() == 1);
        CHECK(w.write("SELECT * FROM t").columns() == 1);
    }
    w.write("ALTER TABLE t ADD COLUMN m int");
    CHECK(w.read("SELECT * FROM t").columns() == 2);
    CHECK(w.write("SELECT * FROM t").columns() == 2);
}

TEST_CASE("statements that the server forgot are prepared again") {
    auto s = settings_for(fresh_database());
    s.connections = 1;
    worker w{s};
    for (int i = 0; i < 3; ++i) {
        w.write("SELECT 1");
        w.write("SELECT 2");
    }
    CHECK(w.write("SELECT count(*) FROM pg_prepared_statements").integer(0, 0) == 2);
    w.write("DEALLOCATE ALL");
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
    CHECK(w.write("SELECT 2").integer(0, 0) == 2);
}

TEST_CASE("the server's time limit of a statement is a failure with its SQLSTATE") {
    auto s = settings_for(fresh_database());
    s.statement_timeout = 50ms;
    worker w{s};
    CHECK(sqlstate_of([&] { w.read("SELECT pg_sleep(10)"); }) == "57014");
    CHECK(sqlstate_of([&] { w.write("SELECT pg_sleep(10)"); }) == "57014");
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
}

TEST_CASE("durations are counted by the name of the statement") {
    worker w{fresh_database()};
    w.read("SELECT 1");
    const auto text = w.metrics.expose();
    CHECK(text.find(R"(nucleus_pg_statement_duration_seconds_count{statement="test.read"} 1)") !=
          text.npos);
    CHECK(text.find(R"(nucleus_pg_connections{database="test",state="pipeline"} 1)") != text.npos);
}
