#include "schema/entity_schema.hpp"
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::crud {

namespace {

std::vector<schema_change> told(const std::vector<change>& changes) {
    std::vector<schema_change> out;
    for (const auto& c : changes) out.push_back({c.object, c.what, c.sql, c.destructive, c.needed});
    return out;
}

}

task<std::vector<schema_change>> entity_schema::plan(std::string schema) {
    const auto changes = co_await plan_schema(db_, std::move(schema), entities_);
    co_return told(changes);
}

task<std::vector<schema_change>> entity_schema::apply(std::string schema, bool allow_destructive) {
    const auto changes =
        co_await apply_schema(db_, std::move(schema), entities_, allow_destructive);
    co_return told(changes);
}

task<void> entity_schema::bring_up_to_date(std::string schema, bool may_write) {
    if (may_write) {
        const auto made = co_await apply_schema(db_, schema, entities_, false);
        for (const auto& c : made)
            log::info("crud.schema", c.what, {{"schema", schema}, {"object", c.object}});
        co_return;
    }
    const auto missing = co_await plan_schema(db_, schema, entities_);
    for (const auto& c : missing)
        if (c.needed)
            throw std::runtime_error(
                "entity table " + c.object + " is not as declared (" + c.what +
                ") and database.migrate is \"check\": run 'nucleusd migrate apply'");
}

}
