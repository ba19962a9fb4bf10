// What has to be asked and done when tables of auth are written through the API of entities.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <optional>
#include <vector>

namespace nucleus::auth {

/// Whether a godmin is left besides these; no other one can be taken away meanwhile.
task<bool> any_godmin_but(pg::transaction& tx, const std::vector<uuid>& these);
/// The id of the role `godmin`, if there is one.
task<std::optional<uuid>> godmin_role(pg::transaction& tx);
/// Ends every session of these users, and announces that.
task<void> end_sessions_of(pg::transaction& tx, const std::vector<uuid>& users, instant now);
/// Every node looks anew who may do what.
task<void> announce_rights(pg::transaction& tx);

}
