// Where rights come from.
#pragma once
#include <nucleus/pg/database.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {

/// Names of the user's roles that grant the claim: for some rows (`scoped`), or for every row.
task<std::vector<std::string>> roles_granting(pg::database& db, pg::call c, const uuid& user_id,
                                              const std::string& claim, bool scoped);

/// A role of a user, and one grant of a claim by it.
struct role_grant {
    std::string role;
    bool in_force = false; ///< neither the role nor the claim is switched off
    bool granted = false;  ///< false: the role does not hold the claim
    std::optional<std::string> scope;
};
/// Every role of the user, once for each grant of the claim; by name.
task<std::vector<role_grant>> explain_claim(pg::transaction& tx, const uuid& user_id,
                                            const std::string& claim);

}
