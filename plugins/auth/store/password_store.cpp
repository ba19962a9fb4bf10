#include "store/password_store.hpp"
#include "store/rows.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement select_account{
    "auth.account.find", "SELECT " AUTH_ACCOUNT_COLUMNS
                         " FROM {schema}.users u WHERE u.id = $1::uuid AND u.is_active AND "
                         "u.deleted_at IS NULL"};
constexpr pg::statement update_password{
    "auth.password.change",
    "UPDATE {schema}.users SET password = $3, password_changed_at = $4::timestamptz, updated_at = "
    "$4::timestamptz, updated_by = $1::uuid WHERE id = $1::uuid AND coalesce(password, '') = $2 "
    "AND "
    "is_active AND deleted_at IS NULL"};
constexpr pg::statement revoke_others{
    "auth.session.revoke_others",
    "UPDATE {schema}.user_sessions SET revoked_at = $2::timestamptz, revoked_reason = "
    "'password_changed' WHERE user_id = $1::uuid AND revoked_at IS NULL AND id IS DISTINCT FROM "
    "$3::uuid RETURNING id"};
// The row is locked, so that of two requests at once the second sees the first one's link.
constexpr pg::statement lock_by_email{
    "auth.user.lock_by_email",
    "SELECT id, email FROM {schema}.users WHERE lower(email COLLATE \"C\") = $1 AND is_active AND "
    "deleted_at IS NULL FOR UPDATE"};
constexpr pg::statement select_recent_reset{
    "auth.reset.recent",
    "SELECT 1 FROM {schema}.password_reset_tokens WHERE user_id = $1::uuid AND created_at > "
    "$2::timestamptz AND used_at IS NULL LIMIT 1"};
constexpr pg::statement void_resets{
    "auth.reset.void", "UPDATE {schema}.password_reset_tokens SET used_at = $2::timestamptz WHERE "
                       "user_id = $1::uuid AND used_at IS NULL"};
constexpr pg::statement insert_reset{"auth.reset.add",
                                     "INSERT INTO {schema}.password_reset_tokens (user_id, "
                                     "token_hash, created_at, expires_at) VALUES "
                                     "($1::uuid, $2, $3::timestamptz, $4::timestamptz)"};
constexpr pg::statement select_reset{
    "auth.reset.find",
    "SELECT " AUTH_ACCOUNT_COLUMNS
    " FROM {schema}.password_reset_tokens t JOIN {schema}.users u ON u.id = t.user_id WHERE "
    "t.token_hash = $1 AND t.used_at IS NULL AND t.expires_at > $2::timestamptz AND u.is_active "
    "AND "
    "u.deleted_at IS NULL"};
constexpr pg::statement use_reset{
    "auth.reset.use",
    "UPDATE {schema}.password_reset_tokens SET used_at = $2::timestamptz WHERE token_hash = $1 AND "
    "used_at IS NULL AND expires_at > $2::timestamptz RETURNING user_id"};
constexpr pg::statement update_reset_password{
    "auth.password.reset",
    "WITH u AS (UPDATE {schema}.users SET password = $2, password_changed_at = $3::timestamptz, "
    "updated_at = $3::timestamptz, updated_by = $1::uuid, email_verified = true, verified_at = "
    "coalesce(verified_at, $3::timestamptz AT TIME ZONE 'UTC'), email_verification_token = NULL, "
    "email_verification_token_expires_at = NULL, failed_login_attempts = 0, is_locked = false, "
    "locked_until = NULL WHERE id = $1::uuid AND is_active AND deleted_at IS NULL RETURNING id), "
    "gone "
    "AS (DELETE FROM {schema}.login_failures WHERE key = $4 AND EXISTS (SELECT 1 FROM u)) SELECT "
    "id "
    "FROM u"};
constexpr pg::statement delete_resets{
    "auth.reset.prune",
    "DELETE FROM {schema}.password_reset_tokens WHERE id IN (SELECT id FROM "
    "{schema}.password_reset_tokens WHERE expires_at < $1::timestamptz ORDER BY expires_at LIMIT "
    "5000)"};

task<ended> end_sessions(pg::transaction& tx, const uuid& user_id, instant at,
                         const std::optional<uuid>& kept) {
    pg::parameters p{user_id, at, kept};
    const auto revoked = co_await tx.run(revoke_others, std::move(p));
    ended all;
    for (std::size_t i = 0; i < revoked.size(); ++i) {
        all.sessions.push_back(revoked.id(i, 0));
        const auto text = all.sessions.back().text();
        co_await tx.notify(session_topic, text);
    }
    co_return all;
}

}

task<std::optional<account>> find_account(pg::database& db, pg::call c, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await db.read(c, select_account, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return read_account(found, 0);
}

task<std::optional<ended>> change_password(pg::transaction& tx, const password_change& p) {
    pg::parameters values{p.user_id, p.was, p.becomes, p.at};
    const auto changed = co_await tx.run(update_password, std::move(values));
    if (changed.affected() == 0) co_return std::nullopt;
    // Whoever asked for a link before this knew another password.
    pg::parameters whose{p.user_id, p.at};
    co_await tx.run(void_resets, std::move(whose));
    if (!p.ends_sessions) co_return ended{};
    auto all = co_await end_sessions(tx, p.user_id, p.at, p.kept);
    co_return all;
}

task<std::optional<recipient>> add_reset(pg::transaction& tx, const link_request& r) {
    pg::parameters address{r.email};
    const auto found = co_await tx.run(lock_by_email, std::move(address));
    if (found.empty()) co_return std::nullopt;
    recipient to{found.id(0, 0), std::string{found.text(0, 1)}};
    const instant since = r.at - std::chrono::duration_cast<std::chrono::microseconds>(r.cooldown);
    pg::parameters lately{to.user_id, since};
    const auto recent = co_await tx.run(select_recent_reset, std::move(lately));
    if (!recent.empty()) co_return std::nullopt;
    pg::parameters whose{to.user_id, r.at};
    co_await tx.run(void_resets, std::move(whose));
    const instant until = r.at + std::chrono::duration_cast<std::chrono::microseconds>(r.ttl);
    pg::parameters made{to.user_id, r.token_hash, r.at, until};
    co_await tx.run(insert_reset, std::move(made));
    co_return to;
}

task<std::optional<account>> find_reset(pg::database& db, pg::call c, std::string_view hash,
                                        instant now) {
    pg::parameters p{hash, now};
    const auto found = co_await db.read(c, select_reset, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return read_account(found, 0);
}

task<std::optional<ended>> reset_password(pg::transaction& tx, const password_reset& r) {
    pg::parameters token{r.token_hash, r.at};
    const auto used = co_await tx.run(use_reset, std::move(token));
    if (used.empty()) co_return std::nullopt;
    const auto user_id = used.id(0, 0);
    pg::parameters values{user_id, r.becomes, r.at, r.failure_key};
    const auto changed = co_await tx.run(update_reset_password, std::move(values));
    if (changed.empty()) co_return std::nullopt;
    pg::parameters whose{user_id, r.at};
    co_await tx.run(void_resets, std::move(whose));
    auto all = co_await end_sessions(tx, user_id, r.at, std::nullopt);
    co_return all;
}

task<void> prune_resets(pg::database& db, pg::call c, instant before) {
    for (bool more = true; more;) {
        pg::parameters p{before};
        const auto gone = co_await db.write(c, delete_resets, std::move(p));
        more = gone.affected() > 0;
    }
}

}
