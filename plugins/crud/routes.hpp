// The endpoints of every entity.
#pragma once
#include "handlers/entity_endpoint.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::crud {

/// `ep` outlives the catalog.
void add_routes(catalog& c, entity_endpoint& ep);

}
