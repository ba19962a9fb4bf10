// Roles and claims as the seed wants them.
#pragma once
#include "seeding.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// Until the end of the transaction no other node seeds this schema.
task<void> lock_seed(pg::transaction& tx);

/// Adds what is missing and announces it if anything was; changes and removes nothing. Idempotent;
/// two nodes at once do it one after the other. The caller commits. True if anything was added.
task<bool> seed_rights(pg::transaction& tx, const seed_plan& plan);

}
