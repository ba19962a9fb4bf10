// Tables that are changed while others work with them, nodes that start together, and crashes in
// the middle. Nothing here measures time: a rival holds a change up, and the test looks who else
// waits.
#include "schema_world.hpp"
#include <csignal>

using namespace nucleus::testing;

namespace {

constexpr std::string_view makers = R"({"table_name":"makers","columns":[
    {"name":"name","type":"text"}]})";
constexpr std::string_view n = R"({"name":"n","type":"integer"})";

std::string with_makers(std::string_view columns, std::string_view more = "") {
    return "[" + std::string{makers} + "," + items(columns, more).substr(1);
}

struct filled : schema_world {
    explicit filled(int rows)
        : schema_world{with_makers(n)} {
        (void)sql("INSERT INTO main.items (n) SELECT generate_series(1, " + std::to_string(rows) +
                  ")");
    }
};
constexpr int large = 40000;

/// Open, with a snapshot: the building of an index beside others waits for it.
struct open_reader : sql_session {
    explicit open_reader(const schema_world& w)
        : sql_session{w.dsn} {
        CHECK(run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1") == "1");
    }
    void end() { CHECK(run("COMMIT").empty()); }
};

under_way applying(const schema_world& w, const std::string& entities) {
    return under_way{[&w, entities] { return w.apply(entities); }};
}

/// A check on what is there; a column with default and check; a column with index and foreign key.
const std::string grown = with_makers(R"({"name":"n","type":"integer","validation":{"min":0}},
    {"name":"state","type":"varchar","length":10,"notNull":true,"default":"new",
     "enumValues":["new","used"]},
    {"name":"maker_id","type":"uuid","references":{"table":"makers"}})");
constexpr const char* maker_index = "items_maker_id_idx";

/// The index of `grown` is under way and waits for the rival. Checks come before it, references
/// after.
bool building(const schema_world& w, const sql_session& rival, const char* index = maker_index) {
    return w.valid(index) == "f" &&
           w.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND " +
                 rival.pid() + " = ANY (pg_blocking_pids(pid))") == "1";
}

std::string indexed(const char* columns) {
    return with_makers(n, R"(,"indexes":[{"name":"items_n","columns":[)" + std::string{columns} +
                              "]}]");
}

void done_as_declared(const schema_world& w, const std::string& entities) {
    const auto left = w.plan(entities);
    INFO(left.out << left.err);
    CHECK(left.code == 0);
    CHECK(left.out.empty());
}

nucleusd_options node(const schema_world& w, const std::string& entities) {
    return {schema_world::config(entities), w.environment(), {}, false};
}

}

TEST_CASE("a table of a million rows is changed while others read and write") {
    const filled w{1000000};
    const auto file = w.file_of("items");
    std::atomic<bool> stop{false};
    std::string trouble;
    std::thread at_work{[&] {
        sql_session s{w.dsn};
        const auto one = s.run("SELECT id FROM main.items LIMIT 1");
        while (!stop && trouble.empty()) {
            for (const auto& sql : {std::string{"INSERT INTO main.items (n) VALUES (5)"},
                                    "SELECT n FROM main.items WHERE id = '" + one + "'",
                                    "UPDATE main.items SET n = n + 1 WHERE id = '" + one + "'"})
                if (const auto r = s.run(sql); r.starts_with("ERROR")) trouble = r;
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
    }};
    open_reader rival{w};
    auto change = applying(w, grown);
    CHECK(eventually([&] { return building(w, rival); }));
    // The long part is under way, and everything is as open to others as before.
    sql_session other{w.dsn};
    CHECK(other.run("INSERT INTO main.items (n) VALUES (7) RETURNING state") == "new");
    CHECK(other.run("DELETE FROM main.items WHERE n = 7 RETURNING n") == "7");
    CHECK(other.run("INSERT INTO main.items (n) VALUES (-1)") == "ERROR 23514");
    CHECK(w.validated("items_n_check") == "t");
    CHECK(w.validated("items_maker_id_fkey") == "f");
    CHECK_FALSE(change.over());
    rival.end();
    const auto done = change.wait();
    stop = true;
    at_work.join();
    INFO(done.err);
    CHECK(done.code == 0);
    CHECK(trouble.empty());
    CHECK(w.file_of("items") == file);
    CHECK(w.validated("items_maker_id_fkey") == "t");
    CHECK(w.valid(maker_index) == "t");
    done_as_declared(w, grown);
    // Each step stands in the log before and after it.
    CHECK(has(done.err, "begins to create the index"));
    CHECK(has(done.err, "did create the index"));
    CHECK(has(done.err, "durationMs"));
}

TEST_CASE("an index that takes the place of another leaves it at work until then") {
    const filled w{large};
    REQUIRE(w.apply(indexed(R"("n")")).code == 0);
    open_reader rival{w};
    auto change = applying(w, indexed(R"("n","id")"));
    CHECK(eventually([&] { return building(w, rival, "items_n_successor"); }));
    CHECK(w.valid("items_n") == "t");
    rival.end();
    CHECK(change.wait().code == 0);
    CHECK(w.valid("items_n_successor").empty());
    done_as_declared(w, indexed(R"("n","id")"));
}

TEST_CASE("a change waits for a lock in short turns, so that others get between") {
    const filled w{large};
    sql_session rival{w.dsn};
    CHECK(rival.run("BEGIN; SELECT n FROM main.items LIMIT 1") != "");
    auto change = applying(w, grown);
    const auto waiting = [&] {
        return w.sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = "
                     "'main.items'::regclass") != "0";
    };
    CHECK(eventually(waiting));
    // Behind the change in the queue; it gives way long before the rival does.
    CHECK(sql_session{w.dsn}.run("SELECT count(*) > 0 FROM main.items") == "t");
    CHECK_FALSE(change.over());
    CHECK(eventually(waiting)); // another turn
    CHECK(rival.run("COMMIT").empty());
    const auto done = change.wait();
    INFO(done.err);
    CHECK(done.code == 0);
    CHECK(has(done.err, "the table is in use; trying again"));
    CHECK(has(done.err, "process " + rival.pid() + " (rival"));
    done_as_declared(w, grown);
}

TEST_CASE("a lock that is never free ends the change with the name of its holder") {
    const filled w{large};
    const auto before = w.catalog();
    sql_session rival{w.dsn};
    CHECK(rival.run("BEGIN; SELECT n FROM main.items LIMIT 1") != "");
    const auto refused = w.apply(grown);
    INFO(refused.err);
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "entity items: cannot"));
    CHECK(has(refused.err, "at each of 12 attempts, by process " + rival.pid() + " (rival"));
    CHECK(has(refused.err, "nothing was changed"));
    CHECK(w.catalog() == before);
}

TEST_CASE("two applications at once: one makes the change, the other waits and finds it made") {
    const filled w{large};
    open_reader rival{w};
    auto first = applying(w, grown);
    CHECK(eventually([&] { return building(w, rival); }));
    auto second = applying(w, grown);
    const auto polls = [&] {
        return w.sql(
                   "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' "
                   "AND application_name = 'nucleusd'") == "1";
    };
    CHECK(eventually(polls)); // it does not hold a snapshot that the first would wait for
    rival.end();
    const auto a = first.wait(), b = second.wait();
    INFO(a.err << b.err);
    CHECK(a.code == 0);
    CHECK(b.code == 0);
    CHECK(has(a.out, maker_index));
    CHECK(has(b.err, "another node is changing the tables"));
    CHECK(has(b.err, "nothing to do"));
    done_as_declared(w, grown);
}

TEST_CASE("two servers that start at once") {
    const filled w{large};
    nucleusd a{node(w, grown)}, b{node(w, grown)};
    CHECK(a.wait_ready());
    CHECK(b.wait_ready());
    const auto logs = a.log() + b.log();
    const auto first = logs.find("did create the index");
    REQUIRE(first != std::string::npos);
    CHECK(logs.find("did create the index", first + 1) == std::string::npos);
    CHECK(a.stop() == 0);
    CHECK(b.stop() == 0);
    done_as_declared(w, grown);
}

TEST_CASE("who is satisfied with the tables starts while another changes them") {
    const filled w{large};
    open_reader rival{w};
    auto change = applying(w, indexed(R"("n")"));
    CHECK(eventually([&] { return building(w, rival, "items_n"); }));
    nucleusd old{node(w, with_makers(n))}; // the declaration of before: nothing is pending for it
    CHECK(old.wait_ready());
    CHECK_FALSE(change.over());
    rival.end();
    CHECK(change.wait().code == 0);
    CHECK(old.stop() == 0);
}

TEST_CASE("killed between the transaction and the rest, the next start does the rest") {
    const filled w{large};
    open_reader rival{w};
    {
        nucleusd killed{node(w, grown)};
        CHECK(eventually([&] { return building(w, rival); }));
        CHECK(killed.wait_log("waiting to create the index"));
        CHECK(killed.wait_log("process " + rival.pid() + " (rival, idle in transaction for"));
        killed.signal(SIGKILL);
        CHECK(killed.wait_exit() != 0);
    }
    CHECK(w.validated("items_maker_id_fkey") == "f");
    const auto pending = w.plan(grown);
    CHECK(pending.code == 3);
    CHECK(has(pending.out, "items.maker_id: validate the foreign key to makers"));
    CHECK(has(pending.out,
              "items.items_maker_id_idx: build the index again, which was not finished"));
    nucleusd next{node(w, grown)};
    rival.end();
    CHECK(next.wait_ready());
    CHECK(next.stop() == 0);
    CHECK(w.validated("items_maker_id_fkey") == "t");
    CHECK(w.valid(maker_index) == "t");
    done_as_declared(w, grown);
}

TEST_CASE("an index whose build was cut off is built again") {
    const filled w{large};
    {
        open_reader rival{w};
        auto change = applying(w, grown);
        CHECK(eventually([&] { return building(w, rival); }));
        (void)w.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index");
        const auto cut = change.wait();
        INFO(cut.err);
        CHECK(cut.code == 1);
        CHECK(has(cut.err, maker_index));
        CHECK(has(cut.err, "the connection was lost"));
    }
    CHECK(w.valid(maker_index) == "f");
    CHECK(w.plan(grown).code == 3);
    CHECK(w.apply(grown).code == 0);
    CHECK(w.valid(maker_index) == "t");
    done_as_declared(w, grown);
}

TEST_CASE("a required column with a random default is filled in to the end after a crash") {
    const auto entities = with_makers(
        std::string{n} +
        R"j(,{"name":"token","type":"uuid","notNull":true,"default":"gen_random_uuid()"})j");
    const filled w{large};
    const auto without = [&] {
        return w.sql("SELECT count(*) FROM main.items WHERE token IS NULL");
    };
    // The last row of the last batch waits for the rival.
    (void)w.sql("INSERT INTO main.items (id, n) VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff', 0);"
                "CREATE FUNCTION main.hold() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN PERFORM pg_advisory_xact_lock(99); RETURN NEW; END';"
                "CREATE TRIGGER hold BEFORE UPDATE ON main.items FOR EACH ROW WHEN (OLD.n = 0) "
                "EXECUTE FUNCTION main.hold()");
    sql_session rival{w.dsn};
    CHECK(rival.run("SELECT pg_advisory_lock(99)").empty());
    auto change = applying(w, entities);
    const std::string waits =
        "FROM pg_stat_activity WHERE " + rival.pid() + " = ANY (pg_blocking_pids(pid))";
    REQUIRE(eventually([&] { return w.sql("SELECT count(*) " + waits) == "1"; }));
    const auto left = std::stoi(without());
    CHECK(left > 0);
    CHECK(left < large); // batches before it are there to stay
    CHECK(w.sql("INSERT INTO main.items (n) VALUES (1) RETURNING token IS NOT NULL") == "t");
    (void)w.sql("SELECT pg_terminate_backend(pid) " + waits);
    CHECK(change.wait().code == 1);
    CHECK(rival.run("SELECT pg_advisory_unlock(99)") == "t");
    CHECK(without() == std::to_string(left));
    CHECK(w.plan(entities).code == 3);
    CHECK(w.apply(entities).code == 0);
    CHECK(without() == "0");
    done_as_declared(w, entities);
}

namespace {

/// A row that is inserted before the change begins and shows only after it was looked for.
struct late_row : sql_session {
    late_row(const schema_world& w, const std::string& values)
        : sql_session{w.dsn} {
        CHECK(run("BEGIN; INSERT INTO main.items " + values).empty());
    }
    /// Once the change waits for this transaction.
    void commit_when_awaited(const schema_world& w) {
        CHECK(eventually([&] {
            return w.sql("SELECT count(*) FROM pg_stat_activity WHERE " + pid() +
                         " = ANY (pg_blocking_pids(pid))") != "0";
        }));
        CHECK(run("COMMIT").empty());
    }
};

/// The row slips in; the change fails, and is taken back.
void slips_in(const schema_world& w, const std::string& values, const std::string& entities,
              const std::string& remedy) {
    const auto before = w.catalog();
    late_row row{w, values};
    auto change = applying(w, entities);
    row.commit_when_awaited(w);
    const auto refused = change.wait();
    INFO(refused.err);
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "entity items: cannot"));
    CHECK(has(refused.err, "it was taken back"));
    CHECK(has(refused.err, remedy));
    CHECK(w.catalog() == before);
}

}

TEST_CASE("a row that slips in while a rule is made has the rule taken back") {
    SECTION("a check") {
        const filled w{large};
        slips_in(w, "(n) VALUES (-1)",
                 with_makers(R"({"name":"n","type":"integer","validation":{"min":0}})"),
                 "the rules of column n");
    }
    SECTION("a check that takes the place of another, which stays") {
        const auto least = [](const char* min) {
            return with_makers(R"({"name":"n","type":"integer","validation":{"min":)" +
                               std::string{min} + "}}");
        };
        const filled w{large};
        REQUIRE(w.apply(least("-5")).code == 0);
        slips_in(w, "(n) VALUES (-1)", least("0"), "the rules of column n");
        CHECK(w.validated("items_n_check") == "t");
    }
    SECTION("NOT NULL") {
        const filled w{large};
        slips_in(w, "(n) VALUES (NULL)",
                 with_makers(R"({"name":"n","type":"integer","notNull":true})"), "fill them in");
    }
    SECTION("unique") {
        const filled w{large};
        slips_in(w, "(n) VALUES (1)", with_makers(R"({"name":"n","type":"integer","unique":true})"),
                 "in n exist");
    }
}
