// Endpoints of the plugin.
#pragma once
#include "tenants_context.hpp"

namespace nucleus::tenants {

void add_routes(catalog& c, tenants_context& t, const config_snapshot& config);

}
