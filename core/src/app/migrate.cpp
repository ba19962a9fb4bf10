#include "app/migrate.hpp"
#include "config/sections.hpp"
#include "limits/store/count_store.hpp"
#include "pg/rounds.hpp"
#include "pg/schema_roles.hpp"
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

/// Tables of core, which several of its rooms have.
std::span<const pg::migration> own_migrations() {
    static const auto all = [] {
        std::vector<pg::migration> steps;
        for (const auto& part : {limits::count_migrations(), pg::round_migrations()})
            steps.insert(steps.end(), part.begin(), part.end());
        return steps;
    }();
    return all;
}

}

task<void> require_role_maker(pg::database& database, std::string home) {
    const pg::call c{home};
    static constexpr pg::statement may{"migrate.may_make_roles", pg::may_make_roles};
    const auto answer = co_await database.read(c, may);
    if (!answer.boolean(0, 0))
        throw std::runtime_error(
            "database.tenantRoles needs a user of the database who may make roles: "
            "run 'ALTER ROLE <user> CREATEROLE' as its administrator, or set it to false");
}

std::vector<pg::plugin_migrations> migrations_of(const world& w, const std::string& schema) {
    const bool home = schema == w.config->get<config::database_config>("database").schemas.front();
    std::vector<pg::plugin_migrations> all;
    if (home) all.push_back({"core", own_migrations()});
    for (auto& own : w.host.migrations(*w.config, home)) all.push_back(std::move(own));
    return all;
}

task<void> offer_to_roles(const world& w, pg::database& database) {
    const auto& section = w.config->get<config::database_config>("database");
    if (!section.tenant_roles) co_return;
    auto able = require_role_maker(database, section.schemas.front());
    co_await std::move(able);
    const pg::call c{section.schemas.front()};
    auto tx = co_await database.begin(c);
    const auto sql = pg::schema_roles{section.schemas}.offer();
    co_await tx->script(sql);
    co_await tx->commit();
}

task<void> bring_up_to_date(const world& w, pg::database& database) {
    const auto& section = w.config->get<config::database_config>("database");
    pg::migrator migrator{database, section.schemas.front()};
    if (section.migrate == config::migrate_mode::check) {
        for (const auto& schema : section.schemas) {
            auto asked = migrator.status(schema, migrations_of(w, schema));
            const auto found = co_await std::move(asked);
            refuse_pending(schema, found);
        }
        co_return;
    }
    for (const auto& schema : section.schemas) {
        auto applied =
            migrator.apply(schema, migrations_of(w, schema), [&](const pg::migration_status& step) {
                log::info("migrate", "applied",
                          {{"schema", schema},
                           {"plugin", step.plugin},
                           {"version", step.version},
                           {"name", step.name}});
            });
        co_await std::move(applied);
        if (schema != section.schemas.front()) continue;
        auto offered = offer_to_roles(w, database);
        co_await std::move(offered);
    }
}

}
