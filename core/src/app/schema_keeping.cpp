#include "app/schema_keeping.hpp"
#include "app/migrate.hpp"
#include "config/sections.hpp"
#include "pg/migration_rules.hpp"
#include "pg/schema_roles.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::app {

namespace {

const config::database_config& section_of(const world& w) {
    return w.config->get<config::database_config>("database");
}
const std::string& home_of(const world& w) { return section_of(w).schemas.front(); }

std::string digest_of(std::string_view text) { return crypto::hex(crypto::sha256(text)); }

task<void> make_role(pg::database& database, std::string schema, std::string sql) {
    const pg::call c{schema};
    auto tx = co_await database.begin(c);
    co_await tx->script(sql);
    co_await tx->commit();
}

}

task<std::string> where_roles_are(const world& w, pg::database& database) {
    if (!section_of(w).tenant_roles) co_return std::string{};
    static constexpr pg::statement which{"pg.database", pg::this_database};
    const auto answer = co_await database.read({home_of(w)}, which);
    co_return std::string{answer.text(0, 0)};
}

schema_contents schema_keeping::contents() const {
    std::string tables;
    for (const auto& own : world_.host.migrations(*world_.config, false))
        for (const auto& step : own.steps)
            tables.append(own.plugin).append(1, ' ').append(pg::checksum_of(step)).append(1, '\n');
    tables.append(world_.host.tables());
    return {digest_of(tables), roles_of_, digest_of(world_.host.seeds())};
}

task<bool> schema_keeping::is_superseded() {
    pg::migrator migrator{database_, home_of(world_)};
    try {
        auto looking =
            migrator.status(home_of(world_), world_.host.migrations(*world_.config, true));
        co_await std::move(looking);
    } catch (const pg::applied_by_newer&) {
        co_return true;
    }
    co_return false;
}

task<void> schema_keeping::make(std::string schema, table_changes allowed, demand wanted,
                                std::function<void(std::string_view)> done) {
    pg::migrator migrator{database_, home_of(world_)};
    const auto tell = [&](const pg::migration_status& step) {
        done(step.plugin + " " + std::to_string(step.version) + " (" + step.name + ")");
    };
    auto applied = migrator.apply(schema, world_.host.migrations(*world_.config, false), tell,
                                  std::move(wanted));
    co_await std::move(applied);
    auto populated = world_.host.populate(schema, allowed);
    co_await std::move(populated);
    done("contents");
    if (roles_of_.empty()) co_return;
    auto able = require_role_maker(database_, home_of(world_));
    co_await std::move(able);
    auto made =
        make_role(database_, schema, pg::schema_roles{section_of(world_).schemas}.make(schema));
    co_await std::move(made);
    done("role");
}

}
