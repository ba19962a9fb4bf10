// Failed sign-ins, counted per identifier.
#pragma once
#include "config.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

struct counted_failure {
    int failures = 0; ///< this one included; more than maxAttempts: it was locked already
    std::optional<instant> locked_until;
};

/// Counts one more; the last one allowed locks. One statement, so of many at once each has its own
/// number. `user_id`, if there is such an account, gets the numbers too, for reports.
/// Run it by transact(): it may meet a successful sign-in head-on (40P01).
task<counted_failure> count_failure(pg::transaction& tx, std::string_view key,
                                    const std::optional<uuid>& user_id, instant now,
                                    const lockout_config& rules);

/// Forgets what is older than a lock lasts.
task<void> prune_failures(pg::database& db, pg::call c, instant before);

}
