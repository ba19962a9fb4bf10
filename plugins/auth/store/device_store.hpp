// Trusted devices in PostgreSQL. Changes are made while the user's row is locked.
#pragma once
#include "store/session_store.hpp"

namespace nucleus::auth {

/// A device as it is seen when somebody signs in on it.
struct seen_device {
    uuid id, user_id;
    std::string token_hash, label, address;
    instant at, expires_at; ///< trusted until then, unless it is seen again
};

/// Notes that it was seen; false when it is not trusted, or not any more.
task<bool> greet_device(pg::transaction& tx, const seen_device& d);
task<bool> has_trusted_device(pg::transaction& tx, const uuid& user_id, instant now);
task<void> add_device(pg::transaction& tx, const seen_device& d, const uuid& session_id,
                      bool trusted);
/// Trusts the device of a session from before devices were asked about; false when it has one.
task<bool> adopt_device(pg::transaction& tx, const seen_device& d, const uuid& session_id);

/// Whether the session is alive, and on a device that is trusted now.
task<bool> is_on_trusted_device(pg::transaction& tx, const uuid& session_id, instant now);

/// No device of theirs is trusted any more.
task<void> distrust_all(pg::transaction& tx, const uuid& user_id, std::string_view reason,
                        instant now);
/// Devices of sessions that `by` has ended are not trusted any more, if that one is on a trusted
/// device itself, and on another; other sessions there are announced: their ids.
task<std::vector<uuid>> distrust_devices_of(pg::transaction& tx, const std::vector<uuid>& ended,
                                            const uuid& by, instant now);

/// Forgets what was pending and is over, and what has not been trusted since before then.
task<void> prune_devices(pg::database& db, pg::call c, instant before);

}
