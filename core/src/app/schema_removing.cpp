#include "app/schema_removing.hpp"
#include "config/sections.hpp"
#include "pg/migrator.hpp"

namespace nucleus::app {

task<bool> schema_removing::remove(std::string schema, release forget) {
    const auto& home = world_.config->get<config::database_config>("database").schemas.front();
    pg::migrator migrator{database_, home};
    auto removing = migrator.remove(schema, std::move(forget));
    const bool removed = co_await std::move(removing);
    co_return removed;
}

}
