#include "schema/schema_sync.hpp"
#include "domain/sql_text.hpp"
#include "schema/catalog_reader.hpp"
#include "schema/table_sql.hpp"
#include <stdexcept>

namespace nucleus::crud {

namespace {

constexpr pg::statement lock_schema{
    "crud.schema.lock",
    "SELECT pg_advisory_xact_lock(hashtext('nucleus.crud'), hashtext($1::text))"};

/// Waiting for another node, or for an index over many rows, takes as long as it takes.
constexpr std::string_view without_time_limit = "SET LOCAL statement_timeout = 0";

constexpr pg::statement schema_is_missing{"crud.schema.exists",
                                          "SELECT to_regnamespace(quote_ident($1::text)) IS NULL"};

/// A temporary twin of each table: PostgreSQL then says in its own words what was declared. Gone
/// with the transaction.
task<void> make_shadows(pg::transaction& tx, const std::vector<const entity*>& entities) {
    for (const auto* e : entities) {
        const auto table = "pg_temp." + quoted(e->table);
        std::string sql = create_table_sql(*e, table, true) + ";";
        for (const auto& c : e->checks) sql += add_check_sql(table, c) + ";";
        for (const auto& i : e->indexes) sql += create_index_sql(table, i) + ";";
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
    co_await tx.script(without_time_limit);
    co_await tx.run(lock_schema, name);
    co_await make_shadows(tx, entities);
    const auto declared = co_await read_schema(tx, "pg_temp");
    const auto actual = co_await read_schema(tx, schema);
    auto changes = difference(entities, declared, actual, schema);
    const auto missing = co_await tx.run(schema_is_missing, name);
    if (missing.boolean(0, 0))
        changes.insert(
            changes.begin(),
            {schema, "create the schema", "CREATE SCHEMA " + quoted(schema), false, true, {}});
    co_return changes;
}

std::string sentence(const change& c, const std::string& why) {
    auto text = "entity " + c.object.substr(0, c.object.find('.')) + ": cannot " + c.what + " (" +
                c.object + "): " + why;
    return c.remedy.empty() ? text : text + "; " + c.remedy;
}

task<void> make_change(pg::transaction& tx, const change& c) {
    std::string why;
    try {
        co_await tx.script(c.sql);
    } catch (const pg::query_failure& f) {
        why = f.message;
    }
    if (!why.empty()) throw std::runtime_error(sentence(c, why));
}

}

task<std::vector<change>> plan_schema(pg::database& db, std::string schema,
                                      std::vector<const entity*> entities) {
    const auto tx = co_await db.begin({schema});
    auto changes = co_await find_changes(*tx, schema, entities);
    co_await tx->rollback();
    co_return changes;
}

task<std::vector<change>> apply_schema(pg::database& db, std::string schema,
                                       std::vector<const entity*> entities,
                                       bool allow_destructive) {
    const auto tx = co_await db.begin({schema});
    const auto found = co_await find_changes(*tx, schema, entities);
    std::vector<change> made;
    for (const auto& c : found)
        if (c.destructive && c.needed && !allow_destructive)
            throw std::runtime_error(sentence(c, "data could be lost"));
    for (const auto& c : found) {
        if (c.destructive && !allow_destructive) continue;
        co_await make_change(*tx, c);
        made.push_back(c);
    }
    co_await tx->commit();
    co_return made;
}

}
