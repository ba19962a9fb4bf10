#include "store/failure_store.hpp"

namespace nucleus::auth {

namespace {

// A lock that is over, and failures from long ago, count for nothing: $4 is the end of a lock that
// begins now, $5 the time before which failures are forgotten.
#define AUTH_NEXT_FAILURE                                                                          \
    "CASE WHEN f.locked_until <= $3::timestamptz OR f.last_at < $5::timestamptz THEN 1 ELSE "      \
    "f.failures + 1 END"
constexpr pg::statement insert_failure{
    "auth.login.fail",
    "WITH counted AS (INSERT INTO {schema}.login_failures AS f (key, failures, locked_until, "
    "last_at) VALUES ($1, 1, CASE WHEN $6::integer <= 1 THEN $4::timestamptz END, "
    "$3::timestamptz) ON CONFLICT (key) DO UPDATE SET failures = " AUTH_NEXT_FAILURE
    ", locked_until = CASE WHEN f.locked_until > $3::timestamptz THEN f.locked_until WHEN "
    "(" AUTH_NEXT_FAILURE ") >= $6::integer THEN $4::timestamptz END, last_at = $3::timestamptz "
    "RETURNING failures, locked_until), noted AS (UPDATE {schema}.users u SET "
    "failed_login_attempts = c.failures, is_locked = c.locked_until IS NOT NULL, locked_until = "
    "c.locked_until AT TIME ZONE 'UTC' FROM counted c WHERE u.id = $2::uuid) "
    "SELECT failures, locked_until FROM counted"};
#undef AUTH_NEXT_FAILURE
constexpr pg::statement delete_old{
    "auth.login.prune", "DELETE FROM {schema}.login_failures WHERE last_at < $1::timestamptz"};

}

task<counted_failure> count_failure(pg::transaction& tx, std::string_view key,
                                    const std::optional<uuid>& user_id, instant now,
                                    const lockout_config& rules) {
    pg::parameters p{key,
                     user_id,
                     now,
                     instant{now + rules.duration},
                     instant{now - rules.duration},
                     rules.max_attempts};
    const auto counted = co_await tx.run(insert_failure, std::move(p));
    co_return counted_failure{static_cast<int>(counted.integer(0, 0)), counted.time_or_null(0, 1)};
}

task<void> prune_failures(pg::database& db, pg::call c, instant before) {
    pg::parameters p{before};
    co_await db.write(c, delete_old, std::move(p));
}

}
