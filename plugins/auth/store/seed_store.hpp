// Roles and claims as the seed wants them.
#pragma once
#include "seeding.hpp"
#include <nucleus/pg/database.hpp>
#include <nucleus/services/stale_claims.hpp>

namespace nucleus::auth {

/// Until the end of the transaction no other node seeds this schema.
task<void> lock_seed(pg::transaction& tx);

struct seeded {
    bool anything = false;         ///< was added
    std::vector<std::string> kept; ///< "role: claim" that are there with another scope
};

/// Adds what is missing and announces it if anything was; changes and removes nothing: of the role
/// that gets every claim somebody may have taken some. Idempotent;
/// two nodes at once do it one after the other. The caller commits.
task<seeded> seed_rights(pg::transaction& tx, const seed_plan& plan);

/// Gives a role the claim, for all rows, unless it has it already.
task<void> give_claim(pg::transaction& tx, std::string_view role, std::string_view action);

/// Claims that nobody has made by hand, which are not in the plan, nor about a column of a table
/// that is; removed with their grants unless `only_look`, which is announced. The caller commits.
task<std::vector<stale_claim>> prune_claims(pg::transaction& tx, const seed_plan& wanted,
                                            bool only_look);

}
