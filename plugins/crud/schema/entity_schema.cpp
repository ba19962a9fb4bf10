#include "schema/entity_schema.hpp"
#include <stdexcept>

namespace nucleus::crud {

namespace {

std::string all_sql(const change& c) {
    auto sql = c.sql;
    for (const auto& work : c.later) sql.append(sql.empty() ? "" : "; ").append(work.sql);
    return sql;
}

std::vector<schema_change> told(const std::vector<change>& changes) {
    std::vector<schema_change> out;
    for (const auto& c : changes)
        out.push_back({c.object, c.what, all_sql(c), c.destructive, c.needed, c.effect});
    return out;
}

}

task<std::vector<schema_change>> entity_schema::plan(std::string schema) {
    const auto changes = co_await sync_.plan(std::move(schema));
    co_return told(changes);
}

task<std::vector<schema_change>> entity_schema::apply(std::string schema, bool allow_destructive) {
    const auto changes = co_await sync_.apply(std::move(schema), allow_destructive);
    co_return told(changes);
}

task<void> entity_schema::bring_up_to_date(std::string schema, table_changes allowed) {
    if (allowed != table_changes::none) {
        co_await sync_.apply(std::move(schema), allowed == table_changes::destructive);
        co_return;
    }
    const auto missing = co_await sync_.plan(std::move(schema));
    for (const auto& c : missing)
        if (c.needed)
            throw std::runtime_error(
                "entity table " + c.object + " is not as declared (" + c.what +
                ") and database.migrate is \"check\": run 'nucleusd migrate apply'");
}

}
