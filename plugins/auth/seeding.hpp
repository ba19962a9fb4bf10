// Which claims and roles there must be, from the catalog and the config. Pure.
#pragma once
#include "config.hpp"
#include <nucleus/catalog.hpp>
#include <nucleus/config/snapshot.hpp>

namespace nucleus::auth {

/// Whose accounts pass every check.
inline constexpr const char* godmin_role = "godmin";
/// Whose accounts may do everything in their tenant.
inline constexpr const char* admin_role = "admin";

struct seed_plan {
    std::vector<seed_role> roles;
    std::vector<seed_claim> claims;
    std::string gets_every_claim; ///< the role that is given each claim once; empty: none is
    std::vector<seed_assignment> assignments;
    std::vector<std::string> doubts; ///< what is probably not meant, for people

    /// Whether the system needs that role as it is: `godmin`, and the one that gets every claim.
    [[nodiscard]] bool needs(std::string_view role) const {
        return role == godmin_role || (!role.empty() && role == gets_every_claim);
    }
};

/// Roles: `godmin` and the seed's. Claims: one per claim that an endpoint asks
/// for (unless autoSeedClaims is off), the seed's, and whatever is assigned to a role. In the
/// schema of a tenant also `admin`, and no claims that are about the first schema.
[[nodiscard]] seed_plan plan_seed(const catalog& c, const authorization_config& authorization,
                                  bool of_tenant);

/// The plan as text, to tell it from another one.
[[nodiscard]] std::string text_of(const seed_plan& plan);

/// authentication.defaultRole must be one of authorization.seed.roles: a role that is made because
/// of a misspelling would let everybody who registers do nothing.
void check_default_role(const config_snapshot& config, std::vector<fault>& found);

}
