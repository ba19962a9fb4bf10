// The endpoints of this plugin.
#pragma once
#include "handlers/greeting.hpp"

namespace hello {

void add_routes(nucleus::catalog& c, hello_context& hello);

}
