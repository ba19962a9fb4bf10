// What has to be asked and done when tables of auth are written through the API of entities.
#pragma once
#include <map>
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <optional>
#include <vector>

namespace nucleus::auth {

/// Everybody who is a godmin, or would be one if not deleted or switched off: by is_god or by the
/// role.
struct godmin {
    uuid id;
    bool in_office = false; ///< neither deleted nor switched off
};
/// With `lock`, of two who are taken away at once each knows of the other.
task<std::vector<godmin>> find_godmins(pg::transaction& tx, bool lock);
/// Whether somebody is a godmin in office still when these are none any more; until the transaction
/// ends nobody else is told the same.
task<bool> godmins_remain_without(pg::transaction& tx, const std::vector<uuid>& ended);
/// The id of the role `godmin`, if there is one.
task<std::optional<uuid>> godmin_role(pg::transaction& tx);
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
