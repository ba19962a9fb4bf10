#include "app/schema_keeping.hpp"
#include "app/migrate.hpp"
#include "config/sections.hpp"
#include "pg/migration_rules.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::app {

namespace {

const std::string& home_of(const world& w) {
    return w.config->get<config::database_config>("database").schemas.front();
}

}

std::string schema_keeping::version() const {
    std::string all;
    for (const auto& own : world_.host.migrations(*world_.config, false))
        for (const auto& step : own.steps)
            all.append(own.plugin).append(1, ' ').append(pg::checksum_of(step)).append(1, '\n');
    all.append(world_.host.contents());
    return crypto::hex(crypto::sha256(all));
}

task<void> schema_keeping::make(std::string schema, std::function<void(std::string_view)> done) {
    pg::migrator migrator{database_, home_of(world_)};
    auto applied = migrator.apply(schema, world_.host.migrations(*world_.config, false),
                                  [&](const pg::migration_status& step) {
                                      done(step.plugin + " " + std::to_string(step.version) + " (" +
                                           step.name + ")");
                                  });
    co_await std::move(applied);
    auto populated = world_.host.populate(schema, true);
    co_await std::move(populated);
    done("contents");
}

task<void> schema_keeping::remove(std::string schema) {
    pg::migrator migrator{database_, home_of(world_)};
    auto removed = migrator.remove(schema);
    co_await std::move(removed);
}

}
