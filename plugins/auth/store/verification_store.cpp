#include "store/verification_store.hpp"
#include "store/api_key_store.hpp"
#include "store/device_store.hpp"
#include "store/link_table.hpp"

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
constexpr pg::statement find_unconfirmed{
    "auth.verification.password",
    "SELECT password FROM {schema}.users WHERE lower(email COLLATE \"C\") = $1 AND NOT "
    "email_verified AND is_active AND deleted_at IS NULL AND password IS NOT NULL"};
constexpr pg::statement take_away{
    "auth.verification.contest",
    "UPDATE {schema}.users SET password = NULL, email_verification_token = NULL, "
    "email_verification_token_expires_at = NULL WHERE lower(email COLLATE \"C\") = $1 AND NOT "
    "email_verified AND is_active AND deleted_at IS NULL RETURNING id, email"};

}

task<std::string> unconfirmed_password(pg::database& db, pg::call c, const std::string& email) {
    pg::parameters p{email};
    const auto found = co_await db.read(c, find_unconfirmed, std::move(p));
    co_return found.empty() ? std::string{} : std::string{found.text(0, 0)};
}

task<std::optional<contested>> contest_address(pg::transaction& tx, const std::string& email,
                                               instant now) {
    pg::parameters p{email};
    const auto taken = co_await tx.run(take_away, std::move(p));
    if (taken.empty()) co_return std::nullopt;
    contested c{{taken.id(0, 0), std::string{taken.text(0, 1)}}, {}};
    co_await link_table::void_every(tx, c.owner.user_id, now);
    co_await distrust_all(tx, c.owner.user_id, "address_contested", now);
    c.ended = co_await end_all_access(tx, c.owner.user_id, "address_contested", now);
    co_return c;
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
    co_await distrust_all(tx, v.user_id, "address_confirmed", now);
    v.ended = co_await end_all_access(tx, v.user_id, "address_confirmed", now);
    co_return v;
}

}
