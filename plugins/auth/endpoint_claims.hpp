// Which claims the endpoints of this server ask for.
#pragma once
#include "config.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::auth {

/// One per claim: described by the first endpoint that asks for it.
[[nodiscard]] std::vector<seed_claim> claims_of(const catalog& c);

}
