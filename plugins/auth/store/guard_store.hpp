// What has to be asked and done when tables of auth are written through the API of entities.
#pragma once
#include <map>
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <optional>
#include <vector>

namespace nucleus::auth {

/// Somebody who has a role, or would have it if not deleted or switched off.
struct holder {
    uuid id;
    bool in_office = false; ///< neither deleted nor switched off
};
/// Of `godmin` also whoever is one by is_god.
task<std::vector<holder>> find_holders(pg::transaction& tx, std::string_view role);
/// Whether somebody in office has the role still when these have it no more; until the transaction
/// ends nobody else is told anything.
task<bool> holders_remain_without(pg::transaction& tx, std::string_view role,
                                  const std::vector<uuid>& ended);
task<std::optional<uuid>> role_named(pg::transaction& tx, std::string_view name);
/// What roles hold, switched off or not.
struct held_claim {
    uuid role;
    std::string claim;
    std::optional<std::string> scope;
};
task<std::vector<held_claim>> grants_of(pg::transaction& tx, const std::vector<uuid>& roles);
/// The actions of claims, by their ids.
task<std::map<uuid, std::string>> actions_of(pg::transaction& tx, const std::vector<uuid>& claims);

/// Every node looks anew who may do what.
task<void> announce_rights(pg::transaction& tx);

}
