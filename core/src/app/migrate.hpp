// Bringing the tables of core and plugins up to date at start.
#pragma once
#include "app/world.hpp"
#include "pg/migrator.hpp"
#include <nucleus/pg/database.hpp>
#include <string>
#include <vector>

namespace nucleus::app {

/// The steps that `schema` should have, in order. What core keeps for itself is in the first
/// schema.
[[nodiscard]] std::vector<pg::plugin_migrations> migrations_of(const world& w,
                                                               const std::string& schema);

/// Throws std::runtime_error with what to do when the database's user may not make roles.
task<void> require_role_maker(pg::database& database, std::string home);

/// Under database.tenantRoles, once home's tables are there: lets all roles call what those of home
/// offer them. Throws like require_role_maker().
task<void> offer_to_roles(const world& w, pg::database& database);

/// Under database.migrate "auto" applies what is missing, with a line of progress each; under
/// "check" throws std::runtime_error when anything is.
task<void> bring_up_to_date(const world& w, pg::database& database);

}
