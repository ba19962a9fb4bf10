// Accounts that are made together, in PostgreSQL.
#pragma once
#include "domain/bulk_accounts.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <unordered_set>

namespace nucleus::auth {

/// Names, in normal form, that accounts have already.
struct taken_names {
    std::unordered_set<std::string> emails, usernames;
};
task<taken_names> find_taken(pg::transaction& tx, const std::vector<asked_account>& accounts);

/// What all of them get.
struct bulk_gifts {
    std::vector<std::string> roles; ///< as far as there are such
    std::optional<uuid> cohort;
    uuid by;
    instant now;
    std::optional<int> most{}; ///< as in new_account
};
/// Adds those whose names are free, with profile, roles and cohort, each address confirmed: their
/// ids.
task<std::unordered_set<uuid>> add_accounts(pg::transaction& tx,
                                            const std::vector<asked_account>& accounts,
                                            const bulk_gifts& gifts);

}
