// Tables out of one schema and into another, against a real PostgreSQL.
#include "store/archived_tables.hpp"
#include "core/pg/worker.hpp"
#include "domain/archive.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::tenants;
using nucleus::testing::fresh_database;
using nucleus::testing::run_sql;
using nucleus::testing::worker;

namespace {

struct table_file {
    std::string lines;
    table_extent measured;
};
using files = std::map<std::string, table_file>;

task<files> read_all(pg::database& db, std::string schema) {
    const pg::call call{"public"};
    const auto tx = co_await db.begin_reading(call, pg::reading::lengthy);
    co_await lift_statement_timeout(*tx);
    const auto tables = co_await find_tables(*tx, schema);
    files all;
    for (const auto& t : tables) {
        auto& file = all[t.name];
        file.measured = co_await measure(*tx, t);
        table_reader reader{*tx, t};
        co_await reader.open();
        for (;;) {
            const auto lines = co_await reader.next();
            if (lines.empty()) break;
            file.lines += lines;
        }
    }
    co_return all;
}

task<std::int64_t> fill(pg::transaction& tx, std::string schema, const files& from) {
    const auto tables = co_await find_tables(tx, schema);
    const auto rules = co_await make_room(tx, schema, tables);
    std::int64_t rows = 0;
    for (const auto& t : tables) {
        row_batches batches;
        batches.add(from.at(t.name).lines);
        auto batch = batches.take(true);
        if (batch.empty()) continue;
        const auto made = co_await insert_rows(tx, t, t.columns, std::move(batch));
        CHECK(made == from.at(t.name).measured.rows);
        rows += made;
    }
    co_await put_rules_back(tx, rules);
    co_return rows;
}

task<std::int64_t> restore(pg::database& db, std::string schema, const files& from) {
    const pg::call call{"public"};
    const auto tx = co_await db.begin(call);
    const auto rows = co_await fill(*tx, schema, from);
    co_await tx->commit();
    co_return rows;
}

/// Every type that an entity may have, alone and as an array, and some that only SQL knows; tables
/// that refer to themselves and to each other; a trigger, a generated column, a sequence.
std::string tables_in(const std::string& schema) {
    std::string sql = "CREATE SCHEMA " + schema + "; SET search_path = " + schema + ";";
    sql += "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN positive AS int CHECK (VALUE "
           "> 0);";
    sql += "CREATE TABLE samples (id uuid PRIMARY KEY DEFAULT gen_random_uuid()";
    for (const auto* type : {"uuid",           "varchar(20)",   "text",      "char(4)",
                             "boolean",        "smallint",      "integer",   "bigint",
                             "numeric",        "numeric(12,4)", "real",      "double precision",
                             "date",           "time",          "timestamp", "timestamptz",
                             "timestamptz(0)", "jsonb",         "json",      "bytea",
                             "interval",       "inet",          "mood",      "positive",
                             "int4range",      "point",         "xml",       "name"}) {
        std::string name{type};
        std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
        sql += ", v_" + name + " " + type + ", l_" + name + " " + type + "[]";
    }
    sql += R"x(, "odd ""name" text, r text, "Value" text, j jsonb NOT NULL DEFAULT 'null',
        twice bigint GENERATED ALWAYS AS (v_integer::bigint * 2) STORED);
CREATE TABLE nodes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int REFERENCES nodes,
    best_leaf bigint);
CREATE TABLE leaves (id bigserial PRIMARY KEY, node int NOT NULL REFERENCES nodes ON DELETE CASCADE,
    UNIQUE (node, id));
ALTER TABLE nodes ADD CONSTRAINT "best of all" FOREIGN KEY (best_leaf) REFERENCES leaves;
CREATE TABLE counted (leaves int NOT NULL);
INSERT INTO counted VALUES (0);
CREATE FUNCTION count_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE )x" +
           schema + R"x(.counted SET leaves = leaves + 1; RETURN NULL; END $$;
CREATE TRIGGER count_leaves AFTER INSERT ON leaves FOR EACH ROW EXECUTE FUNCTION count_leaves();
CREATE TABLE parts (at int, what text) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20);
CREATE TABLE "Nobody's ""table" (a int);
CREATE VIEW seen AS SELECT * FROM nodes;)x";
    return sql;
}

constexpr const char* sample_rows = R"x(
INSERT INTO samples (v_uuid, v_varchar20, v_text, v_char4, v_boolean, v_smallint, v_integer, v_bigint,
    v_numeric, v_numeric124, v_real, v_doubleprecision, v_date, v_time, v_timestamp, v_timestamptz,
    v_timestamptz0, v_jsonb, v_json, v_bytea, v_interval, v_inet, v_mood, v_positive, v_int4range,
    v_point, v_xml, v_name, "odd ""name", r, "Value", j) VALUES
  (gen_random_uuid(), '', E'\u00e9 \u20ac \U0001F600 " \\ \n \r \t \x01 '' {schema} $1 ,[]{}', 'ab  ',
    false, -32768, 2147483647, 9223372036854775807, 12345678901234567890.1234567890, 1.5000, 0.1, 0.1,
    '2024-02-29', '23:59:59.999999', '2026-11-24T14:28:33.123456', '2026-11-24T14:28:33.123456+02',
    '2026-11-24T14:28:33Z', '{"a": [1, null, "x", 1.50, 12345678901234567890.10], "b": null}',
    '{"b" : 1,  "a":2, "a":3}', '\x00ff10', '1 year 2 mons 3 days 04:05:06.7', '10.0.0.1/8', 'happy', 1,
    '[1,5)', '(1,2)', '<a>&amp;</a>', 'n', 'odd', 'r', 'V', '{"r": 1}'),
  (NULL, 'é', '', '', true, 32767, -2147483648, -9223372036854775808, 'NaN', -0.0001, 'NaN', 'Infinity',
    'infinity', '24:00:00', '-infinity', 'infinity', '0044-03-15 00:00:00 BC', '"text"', '"j"', '',
    '-1 day', '::1', 'sad', 2147483647, 'empty', '(-1e300,0)', NULL, NULL, NULL, NULL, NULL, '[]'),
  (NULL, NULL, 'null', NULL, NULL, NULL, NULL, NULL, 1e-20, NULL, 3.4028235e38, 5e-324, '0044-03-15 BC',
    '00:00', '10000-01-01', '294276-12-31 23:59:59Z', NULL, 'null', 'null', NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null'),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1e100, NULL, 1e-45, -1.7976931348623157e308, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    '0');
INSERT INTO samples (l_text, l_integer, l_numeric, l_boolean, l_timestamptz, l_bytea, l_jsonb, l_json,
    l_uuid, l_doubleprecision, l_mood, l_positive, l_date, l_char4, l_int4range) VALUES
  (ARRAY['', NULL, 'NULL', 'a,b', E'c"d\\', '{}'], '{}', '{1.50,-2,NaN}', '{t,f,NULL}',
    '{2026-11-24T14:28:33Z,infinity}', ARRAY['\x00ff'::bytea, ''::bytea],
    ARRAY['{"a": "b"}', 'null', NULL, '[]']::jsonb[], ARRAY['{"a":1,"a":2}', NULL]::json[],
    ARRAY[gen_random_uuid(), NULL], '{0.1,Infinity}', '{sad,NULL}', '{1,2}', '{2024-02-29}', '{ab,c}',
    '{"[1,3)",empty}'),
  ('{{a,b},{c,NULL}}', '{{1,2},{3,4}}', '{}', NULL, NULL, NULL, '{}', '{}', '{}', NULL, NULL, NULL, NULL,
    NULL, NULL);
INSERT INTO samples (v_integer, v_text) SELECT n, repeat('x', n % 500) FROM generate_series(1, 3000) n;
)x";

constexpr const char* related_rows = R"x(
ALTER SEQUENCE leaves_id_seq RESTART 100;
INSERT INTO nodes (parent) VALUES (NULL), (1), (2), (4);
INSERT INTO leaves (node) SELECT 1 + n % 4 FROM generate_series(1, 50) n;
UPDATE nodes SET best_leaf = 99 + id;
UPDATE nodes SET parent = 4 WHERE id = 1;
INSERT INTO parts VALUES (1, 'one'), (11, 'eleven');
INSERT INTO "Nobody's ""table" VALUES (1), (NULL), (1);
)x";

constexpr const char* every_table[] = {"samples", "nodes", "leaves",
                                       "counted", "parts", "\"Nobody's \"\"table\""};

/// Rows of both schemas, as PostgreSQL writes them, that the other one does not have.
std::string difference(const std::string& dsn, const std::string& table) {
    const auto rows = [&](const std::string& schema) {
        return "SELECT t::text AS line FROM " + schema + "." + table + " t";
    };
    const auto a = rows("a"), b = rows("b");
    return run_sql(dsn, "SELECT coalesce(string_agg(line, E'\\n'), '') FROM ((" + a +
                            " EXCEPT ALL " + b + ") UNION ALL (" + b + " EXCEPT ALL " + a + ")) d");
}

/// What holds of the tables of a schema, without its name.
std::string rules_of(const std::string& dsn, const std::string& schema) {
    return run_sql(dsn, "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (SELECT replace("
                        "conrelid::regclass || ' ' || conname || ' ' || convalidated || ' ' || "
                        "pg_get_constraintdef(c.oid), '" +
                            schema + ".', '') FROM pg_constraint c WHERE connamespace = '" +
                            schema +
                            "'::regnamespace UNION ALL SELECT replace(tgrelid::regclass || ' ' || "
                            "tgname || ' ' || tgenabled::text, '" +
                            schema +
                            ".', '') FROM pg_trigger t JOIN pg_class r ON r.oid = tgrelid WHERE "
                            "relnamespace = '" +
                            schema + "'::regnamespace AND NOT tgisinternal) l(line)");
}

}

TEST_CASE("rows of every type come back as they were, and rules stand as before") {
    const auto dsn = fresh_database();
    run_sql(dsn, tables_in("a"));
    run_sql(dsn, std::string{"SET search_path = a;"} + sample_rows + related_rows);
    run_sql(dsn, tables_in("b"));
    const auto rules = rules_of(dsn, "b");
    worker w{dsn};

    const auto all = w.run(read_all(w.db, "a"));
    CHECK(all.size() == std::size(every_table));
    for (const auto& [name, file] : all) {
        INFO(name);
        CHECK(file.measured.bytes == static_cast<std::int64_t>(file.lines.size()));
        CHECK(file.measured.rows == std::ranges::count(file.lines, '\n'));
    }
    // A row that was there already is no longer there.
    run_sql(
        dsn,
        "INSERT INTO b.leaves (node) SELECT id FROM b.nodes; INSERT INTO b.samples DEFAULT VALUES");
    const auto rows = w.run(restore(w.db, "b", all));
    CHECK(rows == 3006 + 4 + 50 + 1 + 2 + 3);
    for (const auto* table : every_table) {
        INFO(table);
        CHECK(difference(dsn, table).empty());
    }
    CHECK(rules_of(dsn, "b") == rules);
    CHECK(rules == rules_of(dsn, "a"));
    // The next numbers are free, the trigger counts again.
    CHECK(run_sql(dsn, "INSERT INTO b.leaves (node) VALUES (1) RETURNING id") == "150");
    CHECK(run_sql(dsn, "INSERT INTO b.nodes (parent) VALUES (1) RETURNING id") == "5");
    CHECK(run_sql(dsn, "SELECT leaves FROM b.counted") == "51");
}

TEST_CASE("rows that break a foreign key are not restored") {
    const auto dsn = fresh_database();
    run_sql(dsn, tables_in("a"));
    worker w{dsn};
    auto all = w.run(read_all(w.db, "a"));
    all.at("leaves") = {"{\"id\": 1, \"node\": 7}\n", {1, 0}};
    try {
        w.run(restore(w.db, "a", all));
        FAIL("it was restored");
    } catch (const pg::query_failure& f) {
        CHECK(f.sqlstate == "23503");
    }
    CHECK(run_sql(dsn, "SELECT count(*) FROM a.leaves") == "0");
    CHECK(run_sql(dsn, "SELECT leaves FROM a.counted") == "0");
}

TEST_CASE("what the names of tables and columns say is never SQL") {
    const auto dsn = fresh_database();
    for (const auto* schema : {"a", "\"it's \"\"a\"\"\""})
        run_sql(
            dsn,
            "CREATE SCHEMA " + std::string{schema} + "; CREATE TABLE " + schema +
                R"x(."a'b; DROP TABLE c --" ("x'y" jsonb, "x""y" json, "{sch" int, "$1" int);)x");
    run_sql(
        dsn,
        R"x(INSERT INTO a."a'b; DROP TABLE c --" VALUES (NULL, '1', 2, 3), ('null', NULL, NULL, 4))x");
    worker w{dsn};
    const auto all = w.run(read_all(w.db, "a"));
    CHECK(w.run(restore(w.db, "it's \"a\"", all)) == 2);
    CHECK(run_sql(
              dsn,
              R"x(SELECT string_agg(t::text, ' ') FROM "it's ""a"""."a'b; DROP TABLE c --" t)x") ==
          "(,1,2,3) (null,,,4)");
}
