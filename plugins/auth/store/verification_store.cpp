#include "store/verification_store.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement update_token{
    "auth.verification.add",
    "UPDATE {schema}.users SET email_verification_token = $2, email_verification_sent_at = "
    "$3::timestamptz AT TIME ZONE 'UTC', email_verification_token_expires_at = $4::timestamptz AT "
    "TIME ZONE 'UTC', email_verification_attempts = email_verification_attempts + 1 WHERE "
    "lower(email "
    "COLLATE \"C\") = $1 AND NOT email_verified AND is_active AND deleted_at IS NULL AND "
    "(email_verification_sent_at IS NULL OR email_verification_sent_at <= $5::timestamptz AT TIME "
    "ZONE 'UTC') RETURNING id, email"};
constexpr pg::statement use_token{
    "auth.verification.use",
    "UPDATE {schema}.users SET email_verified = true, verified_at = $2::timestamptz AT TIME ZONE "
    "'UTC', email_verification_token = NULL, email_verification_token_expires_at = NULL WHERE "
    "email_verification_token = $1 AND email_verification_token_expires_at > $2::timestamptz AT "
    "TIME "
    "ZONE 'UTC' AND is_active AND deleted_at IS NULL RETURNING id"};

}

task<std::optional<recipient>> add_verification(pg::transaction& tx, const link_request& r) {
    using std::chrono::duration_cast, std::chrono::microseconds;
    const instant until = r.at + duration_cast<microseconds>(r.ttl),
                  since = r.at - duration_cast<microseconds>(r.cooldown);
    pg::parameters p{r.email, r.token_hash, r.at, until, since};
    const auto found = co_await tx.run(update_token, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return recipient{found.id(0, 0), std::string{found.text(0, 1)}};
}

task<std::optional<verified>> verify_address(pg::transaction& tx, const std::string& hash,
                                             instant now) {
    pg::parameters p{hash, now};
    const auto used = co_await tx.run(use_token, std::move(p));
    if (used.empty()) co_return std::nullopt;
    verified v{used.id(0, 0), {}};
    v.sessions = co_await refresh_all(tx, v.user_id);
    co_return v;
}

}
