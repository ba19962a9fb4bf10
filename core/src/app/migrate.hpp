// Bringing the tables of core and plugins up to date at start.
#pragma once
#include "app/world.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::app {

/// Under database.migrate "auto" applies what is missing, with a line of progress each; under
/// "check" throws std::runtime_error when anything is.
task<void> bring_up_to_date(const world& w, pg::database& database);

}
