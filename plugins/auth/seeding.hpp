// Which claims and roles there must be, from the catalog and the config. Pure.
#pragma once
#include "config.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::auth {

struct seed_plan {
    std::vector<seed_role> roles;
    std::vector<seed_claim> claims;
    std::vector<seed_assignment> assignments;
};

/// Roles: `godmin`, the default role and the seed's. Claims: one per claim that an endpoint asks
/// for (unless autoSeedClaims is off), the seed's, and whatever is assigned to a role.
[[nodiscard]] seed_plan plan_seed(const catalog& c, const authorization_config& authorization,
                                  const std::string& default_role);

}
