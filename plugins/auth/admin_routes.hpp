// The endpoints of administrators.
#pragma once
#include "handlers/auth_context.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::auth {

void add_admin_routes(catalog& c, auth_context& auth);

}
