// One-shot commands that need the database: migrate, admin create.
#pragma once
#include "app/world.hpp"
#include <functional>
#include <nucleus/pg/database.hpp>
#include <nucleus/services.hpp>

namespace nucleus::app {

/// What such a command works with. Plugins are started with `serving` false: their services are
/// there, their tables are left alone.
struct offline {
    world& of;
    pg::database& database;
    nucleus::services& services;
};

/// Starts the configured or embedded database and the plugins, runs `work` and stops all again.
/// Returns its exit code; throws std::runtime_error with what to do when something is missing.
int run_offline(world& w, const std::function<task<int>(offline&)>& work);

}
