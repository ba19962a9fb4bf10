#include "schema/schema_sync.hpp"
#include "domain/sql_text.hpp"
#include "schema/catalog_reader.hpp"
#include "schema/difference.hpp"
#include "schema/maker.hpp"
#include "schema/table_sql.hpp"
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::crud {

namespace {

/// Asked for again and again instead of waited for: a statement that waits holds a snapshot, and
/// the building of an index beside others waits for every snapshot.
constexpr pg::statement try_lock{
    "crud.schema.lock",
    "SELECT pg_try_advisory_lock(hashtext('nucleus.crud'), hashtext($1::text)), pg_backend_pid()"};
constexpr std::string_view pause = "SELECT pg_sleep(0.2)";
constexpr int pauses_between_words = 50;

/// An index over many rows takes as long as it takes.
constexpr std::string_view without_time_limit = "SET statement_timeout = 0; SET lock_timeout = 0";

constexpr pg::statement schema_is_missing{"crud.schema.exists",
                                          "SELECT to_regnamespace(quote_ident($1::text)) IS NULL"};

/// Part of a plan only: before tables are changed the migrations of this plugin have made it.
constexpr std::string_view creation = "create the schema";

/// A temporary twin of each table: PostgreSQL then says in its own words what was declared. Gone
/// with the transaction.
task<void> make_shadows(pg::transaction& tx, const std::vector<const entity*>& entities) {
    for (const auto* e : entities) {
        const auto table = "pg_temp." + quoted(e->table);
        std::string sql = create_table_sql(*e, table, true) + ";";
        for (const auto& c : e->checks) sql += add_check_sql(table, c) + ";";
        for (const auto& i : e->indexes) sql += create_index_sql(table, i, false) + ";";
        std::string why;
        try {
            co_await tx.script(sql);
        } catch (const pg::query_failure& f) {
            why = f.message;
        }
        if (!why.empty())
            throw std::runtime_error("entity " + e->table +
                                     ": PostgreSQL does not accept its declaration: " + why);
    }
}

task<std::vector<change>> find_changes(pg::transaction& tx, const std::string& schema,
                                       const std::vector<const entity*>& entities) {
    const pg::parameters name{schema};
    co_await make_shadows(tx, entities);
    const auto declared = co_await read_schema(tx, "pg_temp");
    const auto actual = co_await read_schema(tx, schema);
    auto changes = difference(entities, declared, actual, schema);
    const auto missing = co_await tx.run(schema_is_missing, name);
    if (missing.boolean(0, 0))
        changes.insert(changes.begin(),
                       {schema, std::string{creation}, "CREATE SCHEMA " + quoted(schema)});
    co_return changes;
}

/// Of what was found that which may be done. Throws when something is needed that may not.
std::vector<change> permitted(std::vector<change> found, bool allow_destructive) {
    for (const auto& c : found)
        if (c.destructive && c.needed && !allow_destructive)
            throw std::runtime_error(sentence(c, "data could be lost"));
    if (!allow_destructive) std::erase_if(found, [](const change& c) { return c.destructive; });
    return found;
}

task<std::vector<change>> plan_on(pg::connection& on, const std::string& schema,
                                  const std::vector<const entity*>& entities) {
    const auto tx = co_await on.begin();
    auto changes = co_await find_changes(*tx, schema, entities);
    co_await tx->rollback();
    co_return changes;
}

struct lock_state {
    bool ours;
    int pid;
};

task<lock_state> ask_for_lock(pg::connection& on, const std::string& schema) {
    const auto tx = co_await on.begin();
    pg::parameters name{schema};
    const auto got = co_await tx->run(try_lock, std::move(name));
    const lock_state state{got.boolean(0, 0), static_cast<int>(got.integer(0, 1))};
    co_await tx->commit();
    co_return state;
}

/// One node at a time; the lock ends with the connection. Answers the connection's process id.
task<int> take_lock(pg::connection& on, std::string schema) {
    for (int asked = 0;; ++asked) {
        const auto state = co_await ask_for_lock(on, schema);
        if (state.ours) co_return state.pid;
        if (asked % pauses_between_words == 0)
            log::info("crud.schema", "another node is changing the tables: waiting for it",
                      {{"schema", schema}, {"seconds", asked / 5}});
        co_await on.script(pause);
    }
}

}

task<std::vector<change>> schema_sync::plan(std::string schema) {
    const auto tx = co_await db_.begin({schema});
    auto changes = co_await find_changes(*tx, schema, entities_);
    co_await tx->rollback();
    co_return changes;
}

task<std::vector<change>> schema_sync::apply(std::string schema, bool allow_destructive) {
    const auto on = co_await db_.hold({schema});
    co_await on->script(without_time_limit);
    // Where there is nothing to do nobody is waited for.
    auto found = co_await plan_on(*on, schema, entities_);
    auto changes = permitted(std::move(found), allow_destructive);
    if (changes.empty()) co_return changes;
    const int pid = co_await take_lock(*on, schema);
    found = co_await plan_on(*on, schema, entities_);
    changes = permitted(std::move(found), allow_destructive);
    if (!changes.empty() && changes.front().what == creation)
        throw std::runtime_error("schema " + schema + " is not there any more");
    waiting watch{control_, db_, schema, pid};
    maker make{*on, watch, schema};
    co_await make.probe(changes);
    co_await make.make_together(changes);
    for (const auto& c : changes) co_await make.make_later(c);
    co_return changes;
}

}
