// Sign-ins that wait for approval, in PostgreSQL.
#pragma once
#include "store/session_store.hpp"

namespace nucleus::auth {

/// Those of the user that can be decided, oldest first.
task<std::vector<session>> find_waiting(pg::database& db, pg::call c, const uuid& user_id,
                                        instant now);

/// A sign-in of the user that had to wait, locked; whatever has become of it.
struct waiting_session {
    session of;
    int wrong_codes = 0;
};
task<std::optional<waiting_session>> lock_waiting(pg::transaction& tx, const uuid& user_id,
                                                  const uuid& id);

task<void> count_wrong_code(pg::transaction& tx, const uuid& id);
/// The session lives until `expires_at`, its device is trusted, and its user `by` has logged in.
task<void> approve(pg::transaction& tx, const session& s, const uuid& by, instant expires_at,
                   instant now);
/// Neither the session nor its device will ever be good for anything.
task<void> reject(pg::transaction& tx, const session& s, const uuid& by, std::string_view reason,
                  instant now);

/// Those that nobody has decided in time are told so, and forgotten `kept` after that.
task<void> expire_waiting(pg::database& db, pg::call c, instant now, std::chrono::hours kept);

}
