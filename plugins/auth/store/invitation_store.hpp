// Invitations: who may make an account, and with which roles.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {

struct invitation {
    uuid id;
    std::string email;
    std::vector<std::string> roles;
    std::optional<std::string> first_name, last_name;
    instant expires_at;
    uuid by;
};

/// Those of `roles` that there are, and the claims that they hold, with a scope or without, also
/// those that are switched off for now.
struct role_grants {
    std::vector<std::string> roles, claims;
};
NUCLEUS_DESCRIBE(role_grants, (roles, "Names"), (claims, "Actions"))
task<role_grants> find_grants(pg::database& db, pg::call c, const std::vector<std::string>& roles);

/// When an open one to this address was made after `since`. Until the transaction ends nobody else
/// is told the same.
task<std::optional<instant>> invited_since(pg::transaction& tx, const std::string& email,
                                           instant since);
/// Voids older ones to the same address.
task<void> add_invitation(pg::transaction& tx, const invitation& i, const std::string& token_hash,
                          instant now);
/// The one that is good for now; it stays so.
task<std::optional<invitation>> find_invitation(pg::database& db, pg::call c,
                                                const std::string& token_hash, instant now);
/// Uses it up: of many at once one gets it.
task<bool> accept_invitation(pg::transaction& tx, const uuid& id, instant now);
/// Gives the roles, as far as there are such.
task<void> give_roles(pg::transaction& tx, const uuid& user_id,
                      const std::vector<std::string>& roles);
task<void> prune_invitations(pg::database& db, pg::call c, instant before);

}
