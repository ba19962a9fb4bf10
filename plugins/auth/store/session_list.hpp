// One's own sessions in PostgreSQL: those that are alive, approved or not yet.
#pragma once
#include "store/session_store.hpp"
#include <vector>

namespace nucleus::auth {

/// Last used first.
task<std::vector<session>> find_sessions(pg::database& db, pg::call c, const session_owner& o);

struct session_count {
    std::int64_t active = 0, pending = 0;
};
task<session_count> count_sessions(pg::database& db, pg::call c, const session_owner& o);

/// Ends it, and announces that: its id; nothing when it is not theirs, or over.
task<std::vector<uuid>> revoke_own(pg::transaction& tx, const session_owner& o, const uuid& id);
/// Ends all but `kept`, and announces that: their ids. The user's row is locked.
task<std::vector<uuid>> revoke_all_own(pg::transaction& tx, const session_owner& o,
                                       const std::optional<uuid>& kept);

}
