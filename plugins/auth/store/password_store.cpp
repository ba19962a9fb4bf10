#include "store/password_store.hpp"
#include "store/account_store.hpp"
#include "store/api_key_store.hpp"
#include "store/device_store.hpp"
#include "store/link_table.hpp"
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
constexpr pg::statement update_reset_password{
    "auth.password.reset",
    "WITH u AS (UPDATE {schema}.users SET password = $2, password_changed_at = $3::timestamptz, "
    "updated_at = $3::timestamptz, updated_by = $1::uuid, email_verified = true, verified_at = "
    "coalesce(verified_at, $3::timestamptz AT TIME ZONE 'UTC'), email_verification_token = NULL, "
    "email_verification_token_expires_at = NULL, failed_login_attempts = 0, is_locked = false, "
    "locked_until = NULL WHERE id = $1::uuid AND is_active AND deleted_at IS NULL RETURNING id), "
    "gone "
    "AS (DELETE FROM {schema}.login_failures WHERE key = ANY ($4::text[]) AND EXISTS (SELECT 1 "
    "FROM u)) SELECT "
    "id "
    "FROM u"};
constexpr pg::statement update_proved{
    "auth.login.mailbox",
    "WITH before AS (SELECT email_verified FROM {schema}.users WHERE id = $1::uuid), u AS (UPDATE "
    "{schema}.users SET failed_login_attempts = 0, is_locked = false, locked_until = NULL, "
    "email_verified = "
    "true, "
    "verified_at = coalesce(verified_at, $4::timestamptz AT TIME ZONE 'UTC'), password = CASE WHEN "
    "email_verified THEN password END, email_verification_token = NULL, "
    "email_verification_token_expires_at = NULL WHERE id = $1::uuid AND is_active AND deleted_at "
    "IS "
    "NULL AND lower(email COLLATE \"C\") = $2 RETURNING *), gone AS (DELETE FROM "
    "{schema}.login_failures WHERE key = ANY ($3::text[]) AND EXISTS (SELECT 1 FROM u)) SELECT "
    "(SELECT "
    "email_verified FROM before), " AUTH_ACCOUNT_COLUMNS " FROM u"};

}

task<std::optional<account>> find_account(pg::database& db, pg::call c, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await db.read(c, select_account, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return read_account(found, 0);
}

task<std::optional<std::vector<uuid>>> change_password(pg::transaction& tx,
                                                       const password_change& p) {
    pg::parameters values{p.user_id, p.was, p.becomes, p.at};
    const auto changed = co_await tx.run(update_password, std::move(values));
    if (changed.affected() == 0) co_return std::nullopt;
    // Whoever asked for a link before this knew another password.
    co_await link_table::void_every(tx, p.user_id, p.at);
    if (!p.ends_sessions) co_return std::vector<uuid>{};
    auto ended = co_await revoke_all(tx, p.user_id, p.kept, "password_changed", p.at);
    co_return ended;
}

task<std::optional<std::vector<uuid>>> reset_password(pg::transaction& tx,
                                                      const password_reset& r) {
    co_await lock_user(tx, r.user_id);
    const auto used = co_await link_table::password_resets().use(tx, r.token_hash, r.at);
    if (!used) co_return std::nullopt;
    pg::parameters values{r.user_id, r.becomes, r.at, r.failure_keys};
    const auto changed = co_await tx.run(update_reset_password, std::move(values));
    if (changed.empty()) co_return std::nullopt;
    co_await link_table::void_every(tx, r.user_id, r.at);
    co_await distrust_all(tx, r.user_id, "password_reset", r.at);
    auto ended = co_await end_all_access(tx, r.user_id, "password_reset", r.at);
    co_return ended;
}

task<std::optional<mailbox_entry>> enter_by_mailbox(pg::transaction& tx, const uuid& user_id,
                                                    std::string_view email,
                                                    std::string_view failure_keys, instant now) {
    pg::parameters p{user_id, email, failure_keys, now};
    const auto noted = co_await tx.run(update_proved, std::move(p));
    if (noted.empty()) co_return std::nullopt;
    mailbox_entry e;
    e.who = read_account(noted, 1);
    if (noted.boolean(0, 0)) co_return e;
    co_await link_table::void_every(tx, user_id, now);
    co_await distrust_all(tx, user_id, "address_confirmed", now);
    e.ended = co_await end_all_access(tx, user_id, "address_confirmed", now);
    co_return e;
}

}
