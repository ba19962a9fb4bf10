// auth's slice of the catalog.
#pragma once
#include "config.hpp"
#include "handlers/auth_context.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::auth {

void add_routes(catalog& c, auth_context& auth, const config_snapshot& config);

}
