#include "app/migrate.hpp"
#include "config/sections.hpp"
#include "pg/migrator.hpp"
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::app {

namespace {

void refuse_pending(const std::string& schema, const std::vector<pg::migration_status>& found) {
    for (const auto& step : found)
        if (!step.applied)
            throw std::runtime_error(
                "migration " + std::to_string(step.version) + " (" + step.name + ") of plugin " +
                step.plugin + " is pending in schema " + schema +
                " and database.migrate is \"check\": run 'nucleusd migrate apply'");
}

}

task<void> bring_up_to_date(const world& w, pg::database& database) {
    const auto& section = w.config->get<config::database_config>("database");
    pg::migrator migrator{database, section.schemas.front()};
    const auto steps = w.host.migrations(*w.config);
    if (section.migrate == config::migrate_mode::check) {
        for (const auto& schema : section.schemas) {
            auto asked = migrator.status(schema, steps);
            const auto found = co_await std::move(asked);
            refuse_pending(schema, found);
        }
        co_return;
    }
    for (const auto& schema : section.schemas) {
        auto applied = migrator.apply(schema, steps, [&](const pg::migration_status& step) {
            log::info("migrate", "applied",
                      {{"schema", schema},
                       {"plugin", step.plugin},
                       {"version", step.version},
                       {"name", step.name}});
        });
        co_await std::move(applied);
    }
}

}
