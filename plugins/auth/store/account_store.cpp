#include "store/account_store.hpp"
#include "errors.hpp"
#include "store/api_key_store.hpp"
#include "store/device_store.hpp"
#include "store/link_table.hpp"
#include "store/rows.hpp"
#include <nucleus/pg/quoted.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement insert_user{
    "auth.user.add",
    "INSERT INTO {schema}.users (id, email, username, password, password_changed_at, is_god, "
    "email_verified, verified_at, created_by, created_at, updated_at) VALUES ($1::uuid, $2, $3, "
    "nullif($4, ''), $6::timestamptz, $5::boolean, $7::boolean, CASE WHEN $7::boolean THEN "
    "$6::timestamptz AT TIME ZONE 'UTC' END, coalesce($8::uuid, $1::uuid), $6::timestamptz, "
    "$6::timestamptz)"};
constexpr pg::statement lock_users{
    "auth.users.lock",
    "SELECT pg_advisory_xact_lock(hashtext('nucleus.auth.users'), hashtext($1::text))"};
constexpr pg::statement count_users{"auth.users.count",
                                    "SELECT count(*) FROM {schema}.users WHERE deleted_at IS NULL"};
constexpr pg::statement insert_profile{
    "auth.profile.add",
    "INSERT INTO {schema}.profiles (user_id, first_name, last_name) VALUES ($1::uuid, $2, $3)"};
constexpr pg::statement insert_role{
    "auth.user_role.add",
    "INSERT INTO {schema}.user_roles (user_id, role_id) SELECT $1::uuid, id FROM {schema}.roles "
    "WHERE name = $2"};
constexpr pg::statement select_for_login{
    "auth.login.find",
    "SELECT f.locked_until, " AUTH_ACCOUNT_COLUMNS
    " FROM (SELECT 1) AS one LEFT JOIN {schema}.login_failures f ON f.key = $2 LEFT JOIN "
    "{schema}.users u ON u.deleted_at IS NULL AND (lower(u.email COLLATE "
    "\"C\") = $1 OR lower(u.username COLLATE \"C\") = $1)"};
constexpr pg::statement update_accepted{
    "auth.login.accept",
    "WITH u AS (UPDATE {schema}.users SET failed_login_attempts = 0, is_locked = false, "
    "locked_until = NULL WHERE id = $1::uuid AND is_active AND deleted_at IS NULL AND password IS "
    "NOT DISTINCT "
    "FROM $4 AND NOT EXISTS (SELECT 1 FROM "
    "{schema}.login_failures WHERE key = $2 AND locked_until > $3::timestamptz) RETURNING *), gone "
    "AS (DELETE FROM {schema}.login_failures WHERE key = $2 AND EXISTS (SELECT 1 FROM u)) "
    "SELECT " AUTH_ACCOUNT_COLUMNS " FROM u"};
constexpr pg::statement update_hash{
    "auth.user.rehash",
    "UPDATE {schema}.users SET password = $3 WHERE id = $1::uuid AND password = $2"};
constexpr pg::statement promote_user{
    "auth.user.promote",
    "UPDATE {schema}.users SET is_god = true, is_active = true, password = $2, password_changed_at "
    "= now(), updated_at = now(), email_verified = true, verified_at = coalesce(verified_at, now() "
    "AT "
    "TIME ZONE 'UTC'), email_verification_token = NULL WHERE lower(email COLLATE \"C\") = $1 AND "
    "deleted_at IS NULL "
    "RETURNING "
    "id"};
constexpr pg::statement select_nothing{"auth.alive", "SELECT 1"};
constexpr pg::statement select_locked{
    "auth.user.lock_by_email",
    "SELECT id, email FROM {schema}.users WHERE lower(email COLLATE \"C\") = $1 AND is_active AND "
    "deleted_at IS NULL FOR UPDATE"};
constexpr pg::statement lock_by_id{"auth.user.lock",
                                   "SELECT 1 FROM {schema}.users WHERE id = $1::uuid FOR UPDATE"};
constexpr pg::statement update_email{
    "auth.user.email",
    "UPDATE {schema}.users SET email = $2, email_verified = true, verified_at = $3::timestamptz AT "
    "TIME ZONE 'UTC', email_verification_token = NULL, email_verification_token_expires_at = NULL, "
    "updated_at = $3::timestamptz, updated_by = $1::uuid WHERE id = $1::uuid AND is_active AND "
    "deleted_at IS NULL"};
constexpr pg::statement select_by_email{
    "auth.user.by_email",
    "SELECT 1 FROM {schema}.users WHERE lower(email COLLATE \"C\") = $1 AND deleted_at IS NULL"};
constexpr pg::statement select_by_username{
    "auth.user.by_username",
    "SELECT 1 FROM {schema}.users WHERE lower(username COLLATE \"C\") = $1 AND deleted_at IS NULL"};
constexpr pg::statement select_god{"auth.user.god",
                                   "SELECT is_god FROM {schema}.users WHERE lower(email COLLATE "
                                   "\"C\") = $1 AND deleted_at IS NULL"};

}

task<void> make_room(pg::transaction& tx, std::optional<int> most, std::size_t more) {
    if (!most) co_return;
    pg::parameters schema{tx.schema()};
    co_await tx.run(lock_users, std::move(schema));
    const auto there = co_await tx.run(count_users);
    if (there.integer(0, 0) + static_cast<std::int64_t>(more) > *most)
        throw failure{errors::user_limit_reached};
}

task<void> add_account(pg::transaction& tx, const new_account& a) {
    co_await make_room(tx, a.most, 1);
    const bool verified = a.is_god || a.email_verified;
    pg::parameters user{a.id, a.email, a.username, a.password, a.is_god, a.made_at, verified, a.by};
    co_await tx.run(insert_user, std::move(user));
    if (a.first_name || a.last_name) {
        pg::parameters profile{a.id, a.first_name.value_or(""), a.last_name.value_or("")};
        co_await tx.run(insert_profile, std::move(profile));
    }
    if (a.role.empty()) co_return;
    pg::parameters role{a.id, a.role};
    co_await tx.run(insert_role, std::move(role));
}

task<void> require_database(pg::database& db, pg::call c) { co_await db.read(c, select_nothing); }

task<std::optional<recipient>> lock_by_email(pg::transaction& tx, const std::string& email) {
    pg::parameters p{email};
    const auto found = co_await tx.run(select_locked, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return recipient{found.id(0, 0), std::string{found.text(0, 1)}};
}

task<void> lock_user(pg::transaction& tx, const uuid& user_id) {
    pg::parameters p{user_id};
    co_await tx.run(lock_by_id, std::move(p));
}

task<bool> change_email(pg::transaction& tx, const uuid& user_id, const std::string& email,
                        instant now) {
    pg::parameters p{user_id, email, now};
    const auto changed = co_await tx.run(update_email, std::move(p));
    co_return changed.affected() == 1;
}

task<bool> has_account(pg::transaction& tx, const std::string& email) {
    pg::parameters p{email};
    const auto found = co_await tx.run(select_by_email, std::move(p));
    co_return !found.empty();
}

task<bool> has_username(pg::database& db, pg::call c, const std::string& username) {
    pg::parameters p{username};
    const auto found = co_await db.read(c, select_by_username, std::move(p));
    co_return !found.empty();
}

task<login_state> find_for_login(pg::database& db, pg::call c, std::string_view identifier,
                                 std::string_view failure_key) {
    pg::parameters p{identifier, failure_key};
    const auto found = co_await db.read(c, select_for_login, std::move(p));
    login_state state;
    state.locked_until = found.time_or_null(0, 0);
    if (!found.null(0, 1)) state.who = read_account(found, 1);
    co_return state;
}

task<std::optional<account>> accept_password(pg::transaction& tx, const uuid& user_id,
                                             std::string_view checked_hash,
                                             std::string_view failure_key, instant now) {
    pg::parameters p{user_id, failure_key, now, checked_hash};
    const auto accepted = co_await tx.run(update_accepted, std::move(p));
    if (accepted.empty()) co_return std::nullopt;
    co_return read_account(accepted, 0);
}

task<void> replace_hash(pg::database& db, pg::call c, const uuid& user_id, std::string_view was,
                        std::string_view becomes) {
    pg::parameters p{user_id, was, becomes};
    co_await db.write(c, update_hash, std::move(p));
}

task<made_godmin> make_godmin(pg::transaction& tx, const new_account& a, instant now) {
    pg::parameters p{a.email, a.password};
    const auto promoted = co_await tx.run(promote_user, std::move(p));
    made_godmin made;
    if (promoted.empty()) {
        co_await add_account(tx, a);
        made.user_id = a.id;
        co_return made;
    }
    made.user_id = promoted.id(0, 0);
    co_await link_table::void_every(tx, made.user_id, now);
    co_await distrust_all(tx, made.user_id, "password_reset", now);
    made.revoked = co_await end_all_access(tx, made.user_id, "password_changed", now);
    co_return made;
}

task<std::optional<bool>> is_god(pg::transaction& tx, std::string_view email) {
    pg::parameters p{email};
    const auto found = co_await tx.run(select_god, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return found.boolean(0, 0);
}

task<bool> is_anybody_there(pg::transaction& tx, std::string schema) {
    const auto users = pg::quoted(schema) + ".users";
    const auto lock = "LOCK TABLE " + users + " IN SHARE MODE";
    co_await tx.script(lock);
    const auto sql = "SELECT EXISTS (SELECT FROM " + users +
                     " WHERE email_verified OR last_login_at IS NOT NULL)";
    const pg::statement select_anybody{"auth.user.anybody", sql, true};
    const auto found = co_await tx.run(select_anybody);
    co_return found.boolean(0, 0);
}

}
