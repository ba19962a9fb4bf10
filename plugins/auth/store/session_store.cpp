#include "store/session_store.hpp"
#include "store/rows.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement insert_session{
    "auth.session.add",
    "WITH login AS (UPDATE {schema}.users SET last_login_at = $5::timestamptz AT TIME ZONE 'UTC', "
    "login_count = login_count + 1 WHERE id = $2::uuid AND $9 = 'approved' AND $17::uuid IS NULL) "
    "INSERT INTO {schema}.user_sessions (id, user_id, token_hash, refresh_seed, created_at, "
    "last_activity_at, expires_at, remember_me, login_method, approval_status, device_name, "
    "device_type, browser_name, browser_version, os_name, os_version, ip_address, created_by, "
    "impersonator_id, impersonator_session_id, device_id, approval_requested_at) VALUES ($1::uuid, "
    "$2::uuid, $3, $4, $5::timestamptz, $5::timestamptz, $6::timestamptz, $7::boolean, $8, $9, "
    "$10, $11, $12, $13, $14, $15, $16, coalesce($17::uuid, $2::uuid), $17::uuid, $18::uuid, "
    "$19::uuid, $20::timestamptz)"};
constexpr pg::statement revoke_oldest{
    "auth.session.revoke_oldest",
    "UPDATE {schema}.user_sessions SET revoked_at = $2::timestamptz, revoked_reason = "
    "'max_sessions' WHERE id IN (SELECT id FROM {schema}.user_sessions WHERE user_id = $1::uuid "
    "AND impersonator_id IS NULL AND revoked_at IS NULL AND expires_at > $2::timestamptz AND "
    "($3::timestamptz IS NULL OR last_activity_at > $3::timestamptz) AND approval_status = $4 "
    "ORDER BY created_at DESC, id DESC OFFSET $5::integer) RETURNING id"};
constexpr pg::statement select_session{
    "auth.session.find",
    "SELECT " AUTH_SESSION_COLUMNS ", " AUTH_ACCOUNT_COLUMNS
    " FROM {schema}.user_sessions s JOIN {schema}.users u ON u.id = s.user_id WHERE s.id = "
    "$1::uuid AND u.deleted_at IS NULL"};
constexpr pg::statement select_details{
    "auth.session.details",
    "SELECT " AUTH_SESSION_COLUMNS ", " AUTH_ACCOUNT_COLUMNS ", " AUTH_BELONGINGS
    " FROM {schema}.user_sessions s JOIN {schema}.users u ON u.id = "
    "s.user_id WHERE s.id = $1::uuid AND u.deleted_at IS NULL"};
constexpr pg::statement update_generation{
    "auth.session.rotate",
    "UPDATE {schema}.user_sessions SET refresh_generation = refresh_generation + 1, "
    "refresh_rotated_at = $3::timestamptz, last_activity_at = $3::timestamptz WHERE id = $1::uuid "
    "AND refresh_generation = $2::bigint AND revoked_at IS NULL AND expires_at > $3::timestamptz"};
constexpr pg::statement update_activity{
    "auth.session.active",
    "UPDATE {schema}.user_sessions SET last_activity_at = $2::timestamptz WHERE id = $1::uuid AND "
    "revoked_at IS NULL"};
constexpr pg::statement update_returned{
    "auth.session.return",
    "UPDATE {schema}.user_sessions SET refresh_generation = refresh_generation + 1, "
    "refresh_rotated_at = $2::timestamptz, last_activity_at = $2::timestamptz WHERE id = $1::uuid "
    "AND revoked_at IS NULL AND expires_at > $2::timestamptz RETURNING refresh_generation"};
constexpr pg::statement update_revoked{
    "auth.session.revoke",
    "UPDATE {schema}.user_sessions SET revoked_at = $3::timestamptz, revoked_reason = $2 WHERE id "
    "= $1::uuid AND revoked_at IS NULL"};
constexpr pg::statement update_all_revoked{
    "auth.session.revoke_all",
    "UPDATE {schema}.user_sessions SET revoked_at = $2::timestamptz, revoked_reason = $4 WHERE "
    "user_id = $1::uuid AND revoked_at IS NULL AND id IS DISTINCT FROM $3::uuid RETURNING id"};
constexpr pg::statement select_open{
    "auth.session.open",
    "SELECT id FROM {schema}.user_sessions WHERE user_id = $1::uuid AND revoked_at IS NULL UNION "
    "ALL SELECT id FROM {schema}.api_keys WHERE user_id = $1::uuid AND revoked_at IS NULL"};
// In steps: a long DELETE would hold up sign-ins that wait for its locks.
constexpr pg::statement delete_expired{
    "auth.session.prune",
    "DELETE FROM {schema}.user_sessions WHERE id IN (SELECT id FROM {schema}.user_sessions WHERE "
    "expires_at < $1::timestamptz ORDER BY expires_at LIMIT 5000)"};

}

task<std::vector<uuid>> announce_ids(pg::transaction& tx, const pg::rows& credentials) {
    std::vector<uuid> ids;
    for (std::size_t i = 0; i < credentials.size(); ++i) {
        ids.push_back(credentials.id(i, 0));
        const auto text = ids.back().text();
        co_await tx.notify(session_topic, text);
    }
    co_return ids;
}

task<void> add_session(pg::transaction& tx, const session& s) {
    const auto& d = s.from;
    const auto hash = crypto::hex(crypto::sha256(s.seed));
    pg::parameters p{s.id,
                     s.user_id,
                     hash,
                     s.seed,
                     s.created_at,
                     s.expires_at,
                     s.remember_me,
                     s.login_method,
                     s.approval_status,
                     d.name,
                     d.type,
                     d.browser,
                     d.browser_version,
                     d.os,
                     d.os_version,
                     d.address,
                     s.impersonator_id,
                     s.impersonator_session_id,
                     s.device_id,
                     s.approval_requested_at};
    co_await tx.run(insert_session, std::move(p));
}

task<std::vector<uuid>> revoke_beyond(pg::transaction& tx, const session_owner& o, int most,
                                      std::string_view status) {
    pg::parameters p{o.user_id, o.now, o.idle_since(), status, most};
    const auto revoked = co_await tx.run(revoke_oldest, std::move(p));
    auto ids = co_await announce_ids(tx, revoked);
    co_return ids;
}

task<std::optional<signed_in>> find_session(pg::database& db, pg::call c, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await db.read(c, select_session, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return signed_in{read_session(found, 0), read_account(found, session_columns)};
}

task<std::optional<signed_in_details>> find_details(pg::database& db, pg::call c, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await db.read(c, select_details, std::move(p));
    if (found.empty()) co_return std::nullopt;
    signed_in_details d;
    d.in = {read_session(found, 0), read_account(found, session_columns)};
    d.belongings = found.text(0, session_columns + account_columns);
    co_return d;
}

task<bool> rotate(pg::database& db, pg::call c, const uuid& id, std::int64_t from, instant now) {
    pg::parameters p{id, from, now};
    const auto rotated = co_await db.write(c, update_generation, std::move(p));
    co_return rotated.affected() == 1;
}

task<void> note_activity(pg::transaction& tx, const uuid& id, instant now) {
    pg::parameters p{id, now};
    const auto noted = co_await tx.run(update_activity, std::move(p));
    if (noted.affected() == 0) co_return;
    const auto text = id.text();
    co_await tx.notify(session_topic, text);
}

task<std::optional<std::int64_t>> rotate_anew(pg::transaction& tx, const uuid& id, instant now) {
    pg::parameters p{id, now};
    const auto rotated = co_await tx.run(update_returned, std::move(p));
    if (rotated.empty()) co_return std::nullopt;
    co_return rotated.integer(0, 0);
}

task<std::vector<uuid>> revoke_all(pg::transaction& tx, const uuid& user_id,
                                   const std::optional<uuid>& kept, std::string_view reason,
                                   instant now) {
    pg::parameters p{user_id, now, kept, reason};
    const auto revoked = co_await tx.run(update_all_revoked, std::move(p));
    auto ids = co_await announce_ids(tx, revoked);
    co_return ids;
}

task<std::vector<uuid>> refresh_all(pg::transaction& tx, const uuid& user_id) {
    pg::parameters p{user_id};
    const auto open = co_await tx.run(select_open, std::move(p));
    auto ids = co_await announce_ids(tx, open);
    co_return ids;
}

task<bool> revoke(pg::transaction& tx, const uuid& id, std::string_view reason, instant now) {
    pg::parameters p{id, reason, now};
    const auto revoked = co_await tx.run(update_revoked, std::move(p));
    if (revoked.affected() == 0) co_return false;
    const auto text = id.text();
    co_await tx.notify(session_topic, text);
    co_return true;
}

task<void> prune_sessions(pg::database& db, pg::call c, instant before) {
    for (bool more = true; more;) {
        pg::parameters p{before};
        const auto gone = co_await db.write(c, delete_expired, std::move(p));
        more = gone.affected() > 0;
    }
}

}
