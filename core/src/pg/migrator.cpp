#include "pg/migrator.hpp"
#include "pg/migration_rules.hpp"
#include "pg/schema_roles.hpp"
#include "pg/sql_text.hpp"
#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/async/sleep.hpp>
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::pg {

namespace {

using namespace std::chrono_literals;

/// Whoever comes after a statement that waits for a lock waits with it: not longer than this at
/// once (docs/decisions/0005), and then again.
constexpr std::string_view short_wait = "SET LOCAL lock_timeout = '1s'";
constexpr int most_attempts = 20;
constexpr steady::duration longest_pause = 5s;
/// Of a removal, which somebody tries again later.
constexpr std::string_view removal_wait = "SET LOCAL lock_timeout = '3s'";
constexpr std::string_view not_in_time = "55P03";

// In the home schema, which is the schema of every call here.
constexpr statement lock_migrations{
    "pg.migrations.lock",
    "SELECT pg_advisory_xact_lock(hashtext('nucleus.migrations'), hashtext($1::text))"};
constexpr statement no_time_limit{"pg.migrations.limit", "SET LOCAL statement_timeout = 0"};
constexpr statement table_exists{"pg.migrations.table",
                                 "SELECT to_regclass('{schema}.schema_migrations') IS NOT NULL"};
constexpr statement list_applied{"pg.migrations.list",
                                 "SELECT plugin, version, name, checksum "
                                 "FROM {schema}.schema_migrations WHERE schema = $1::text"};
constexpr statement note_applied{
    "pg.migrations.note",
    "INSERT INTO {schema}.schema_migrations (schema, plugin, version, name, checksum) "
    "VALUES ($1::text, $2::text, $3::int, $4::text, $5::text)"};
constexpr statement forget_applied{
    "pg.migrations.forget", "DELETE FROM {schema}.schema_migrations WHERE schema = $1::text"};
constexpr std::string_view make_table =
    "CREATE SCHEMA IF NOT EXISTS {schema};"
    "CREATE TABLE IF NOT EXISTS {schema}.schema_migrations ("
    "schema text NOT NULL, plugin text NOT NULL, version int NOT NULL, name text NOT NULL, "
    "checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), "
    "PRIMARY KEY (schema, plugin, version));";

struct step {
    std::string plugin;
    migration what;
};

/// What became of an attempt to apply a step.
enum class attempted : std::uint8_t { applied, found_applied, in_use };

task<std::vector<applied_step>> read_applied(transaction& tx, std::string schema) {
    std::vector<applied_step> found;
    const auto there = co_await tx.run(table_exists);
    if (!there.boolean(0, 0)) co_return found;
    const parameters p{schema};
    const auto list = co_await tx.run(list_applied, p);
    for (std::size_t r = 0; r < list.size(); ++r)
        found.push_back({std::string{list.text(r, 0)}, static_cast<int>(list.integer(r, 1)),
                         std::string{list.text(r, 2)}, std::string{list.text(r, 3)}});
    co_return found;
}

task<void> take_lock(transaction& tx, std::string schema) {
    const parameters p{schema};
    co_await tx.run(lock_migrations, p);
}

/// A transaction that holds the lock of all migrations of `schema`, without a time limit.
task<std::unique_ptr<transaction>> begin_locked(database& db, std::string home,
                                                std::string schema) {
    const call c{home};
    auto tx = co_await db.begin(c);
    co_await tx->run(no_time_limit);
    co_await take_lock(*tx, schema);
    co_return tx;
}

task<void> make_home(database& db, std::string home) {
    auto tx = co_await begin_locked(db, home, home);
    const auto there = co_await tx->run(table_exists);
    if (!there.boolean(0, 0)) co_await tx->script(make_table);
    co_await tx->commit();
}

/// Whoever removes the schema holds the same lock: it is either gone before this, and not wanted,
/// or goes after it.
task<void> make_schema(database& db, std::string home, std::string schema,
                       const migrator::demand& wanted) {
    auto tx = co_await begin_locked(db, home, schema);
    bool go_on = true;
    if (wanted) go_on = co_await wanted(*tx);
    if (!go_on)
        throw std::runtime_error("schema " + schema +
                                 " is not to be made any more: somebody else goes on with it");
    const auto sql = "CREATE SCHEMA IF NOT EXISTS " + quoted(schema);
    co_await tx->script(sql);
    co_await tx->commit();
}

std::runtime_error step_failed(const std::string& schema, const step& s, const std::string& why) {
    return std::runtime_error("migration " + std::to_string(s.what.version) + " (" +
                              std::string{s.what.name} + ") of plugin " + s.plugin +
                              " failed in schema " + schema + ": " + why);
}

/// Runs the SQL of one step; false: something of the schema is in use. Throws with PostgreSQL's
/// reason.
task<bool> run_step(transaction& tx, std::string schema, const step& s) {
    const auto sql = expand_schema(s.what.sql, schema);
    std::string why;
    try {
        co_await tx.script(short_wait);
        co_await tx.script(sql);
    } catch (const query_failure& f) {
        if (f.sqlstate == not_in_time) co_return false;
        why = f.message.empty() ? "the connection was lost" : f.message;
    }
    if (!why.empty()) throw step_failed(schema, s, why);
    co_return true;
}

/// Applies the step unless another node did meanwhile.
task<attempted> try_step(database& db, std::string home, std::string schema, const step& s,
                         const std::vector<plugin_migrations>& all) {
    auto tx = co_await begin_locked(db, home, schema);
    const auto applied = co_await read_applied(*tx, schema);
    for (const auto& known : compare(all, applied))
        if (known.plugin == s.plugin && known.version == s.what.version && known.applied)
            co_return attempted::found_applied;
    const bool done = co_await run_step(*tx, schema, s);
    if (!done) co_return attempted::in_use;
    const parameters row{schema, s.plugin, s.what.version, s.what.name, checksum_of(s.what)};
    co_await tx->run(note_applied, row);
    co_await tx->commit();
    co_return attempted::applied;
}

/// Applies the step unless another node did meanwhile; whether it was this one.
task<bool> apply_step(database& db, std::string home, std::string schema, const step& s,
                      const std::vector<plugin_migrations>& all) {
    steady::duration pause = 250ms;
    for (int n = 1; n <= most_attempts; ++n) {
        const auto became = co_await try_step(db, home, schema, s, all);
        if (became != attempted::in_use) co_return became == attempted::applied;
        log::info("migrations", "the schema is in use; trying again",
                  {{"schema", schema},
                   {"plugin", s.plugin},
                   {"version", s.what.version},
                   {"attempt", n}});
        co_await sleep_until(steady::now() + pause);
        pause = std::min(2 * pause, longest_pause);
    }
    throw step_failed(schema, s,
                      "a table was in use at each of " + std::to_string(most_attempts) +
                          " attempts; end that, or try again later");
}

/// The schema may have been made anew meanwhile: then its role stays (schema_roles).
task<void> drop_role(database& db, std::string home, std::string schema) {
    std::string why;
    try {
        const call c{home};
        auto tx = co_await db.begin(c);
        const auto sql = drop_role_of(schema);
        co_await tx->script(sql);
        co_await tx->commit();
    } catch (const std::exception& e) {
        why = e.what();
    }
    if (!why.empty())
        log::warn("migrations", "the schema is gone, and its role of the database is not",
                  {{"schema", schema}, {"reason", why}});
}

/// Whether it was the caller's to remove.
task<bool> drop(transaction& tx, std::string schema, const migrator::release& forget) {
    co_await tx.run(no_time_limit);
    co_await tx.script(removal_wait);
    co_await take_lock(tx, schema);
    const bool agreed = co_await forget(tx);
    if (!agreed) co_return false;
    const auto sql = "DROP SCHEMA IF EXISTS " + quoted(schema) + " CASCADE";
    co_await tx.script(sql);
    const auto there = co_await tx.run(table_exists);
    const parameters p{schema};
    if (there.boolean(0, 0)) co_await tx.run(forget_applied, p);
    co_await tx.commit();
    co_return true;
}

}

migrator::migrator(database& db, std::string home_schema)
    : db_{db}
    , home_{std::move(home_schema)} {}

task<std::vector<migration_status>> migrator::status(std::string schema,
                                                     std::vector<plugin_migrations> steps) {
    const call c{home_};
    auto tx = co_await db_.begin(c);
    const auto applied = co_await read_applied(*tx, schema);
    co_await tx->rollback();
    co_return compare(steps, applied);
}

task<void> migrator::apply(std::string schema, std::vector<plugin_migrations> steps,
                           std::function<void(const migration_status&)> done, demand wanted) {
    co_await make_home(db_, home_);
    co_await make_schema(db_, home_, schema, wanted);
    const auto before = co_await status(schema, steps);
    std::size_t i = 0;
    for (const auto& own : steps) {
        for (const auto& m : own.steps) {
            const auto& known = before[i++];
            if (known.applied) continue;
            const step s{own.plugin, m};
            const bool mine = co_await apply_step(db_, home_, schema, s, steps);
            if (mine && done) done({own.plugin, m.version, std::string{m.name}, true});
        }
    }
}

task<bool> migrator::remove(std::string schema, release forget) {
    bool removed = false, in_use = false;
    try {
        const call c{home_};
        auto tx = co_await db_.begin(c);
        removed = co_await drop(*tx, schema, forget);
    } catch (const query_failure& f) {
        if (f.sqlstate != not_in_time) throw;
        in_use = true;
    }
    if (in_use) throw std::runtime_error("schema " + schema + " is in use");
    if (removed) co_await drop_role(db_, home_, schema);
    co_return removed;
}

}
