#include "store/approval_store.hpp"
#include "store/rows.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement select_waiting{
    "auth.approval.list",
    "SELECT " AUTH_SESSION_COLUMNS " FROM {schema}.user_sessions s WHERE s.user_id = $1::uuid AND "
    "s.approval_status = 'pending' AND s.revoked_at IS NULL AND s.expires_at > $2::timestamptz "
    "ORDER BY s.created_at, s.id"};
constexpr pg::statement lock_one{
    "auth.approval.lock", "SELECT s.approval_attempts, " AUTH_SESSION_COLUMNS
                          " FROM {schema}.user_sessions s WHERE s.id = $2::uuid AND s.user_id = "
                          "$1::uuid AND s.approval_requested_at IS NOT NULL FOR UPDATE OF s"};
constexpr pg::statement update_attempts{
    "auth.approval.wrong",
    "UPDATE {schema}.user_sessions SET approval_attempts = approval_attempts + 1 WHERE id = "
    "$1::uuid"};
constexpr pg::statement update_approved{
    "auth.approval.approve",
    "WITH d AS (UPDATE {schema}.trusted_devices SET status = 'trusted', updated_at = "
    "$4::timestamptz, updated_by = $2::uuid WHERE id = (SELECT device_id FROM "
    "{schema}.user_sessions WHERE id = $1::uuid) AND status = 'pending'), login AS (UPDATE "
    "{schema}.users SET last_login_at = $4::timestamptz AT TIME ZONE 'UTC', login_count = "
    "login_count + 1 WHERE id = $2::uuid) UPDATE "
    "{schema}.user_sessions SET approval_status = 'approved', approval_responded_at = "
    "$4::timestamptz, expires_at = $3::timestamptz, last_activity_at = $4::timestamptz, updated_by "
    "= $2::uuid, updated_at = $4::timestamptz WHERE id = $1::uuid"};
constexpr pg::statement update_rejected{
    "auth.approval.reject",
    "WITH d AS (UPDATE {schema}.trusted_devices SET status = 'revoked', revoked_at = "
    "$4::timestamptz, revoked_reason = $3, updated_at = $4::timestamptz, updated_by = $2::uuid "
    "WHERE id = (SELECT device_id FROM {schema}.user_sessions WHERE id = $1::uuid) AND status = "
    "'pending') UPDATE {schema}.user_sessions SET approval_status = 'rejected', "
    "approval_responded_at = $4::timestamptz, revoked_at = $4::timestamptz, revoked_reason = $3, "
    "updated_by = $2::uuid, updated_at = $4::timestamptz WHERE id = $1::uuid"};
constexpr pg::statement update_expired{
    "auth.approval.expire",
    "UPDATE {schema}.user_sessions SET approval_status = 'expired' WHERE approval_status = "
    "'pending' AND expires_at <= $1::timestamptz"};
constexpr pg::statement delete_undecided{
    "auth.approval.prune",
    "DELETE FROM {schema}.user_sessions WHERE approval_status <> 'approved' AND expires_at < "
    "$1::timestamptz"};

}

task<std::vector<session>> find_waiting(pg::database& db, pg::call c, const uuid& user_id,
                                        instant now) {
    pg::parameters p{user_id, now};
    const auto found = co_await db.read(c, select_waiting, std::move(p));
    std::vector<session> all;
    for (std::size_t row = 0; row < found.size(); ++row) all.push_back(read_session(found, 0, row));
    co_return all;
}

task<std::optional<waiting_session>> lock_waiting(pg::transaction& tx, const uuid& user_id,
                                                  const uuid& id) {
    pg::parameters p{user_id, id};
    const auto found = co_await tx.run(lock_one, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return waiting_session{read_session(found, 1), static_cast<int>(found.integer(0, 0))};
}

task<void> count_wrong_code(pg::transaction& tx, const uuid& id) {
    pg::parameters p{id};
    co_await tx.run(update_attempts, std::move(p));
}

task<void> approve(pg::transaction& tx, const session& s, const uuid& by, instant expires_at,
                   instant now) {
    pg::parameters p{s.id, by, expires_at, now};
    co_await tx.run(update_approved, std::move(p));
}

task<void> reject(pg::transaction& tx, const session& s, const uuid& by, std::string_view reason,
                  instant now) {
    pg::parameters p{s.id, by, reason, now};
    co_await tx.run(update_rejected, std::move(p));
}

task<void> expire_waiting(pg::database& db, pg::call c, instant now, std::chrono::hours kept) {
    pg::parameters late{now};
    co_await db.write(c, update_expired, std::move(late));
    const instant before{now - kept};
    pg::parameters old{before};
    co_await db.write(c, delete_undecided, std::move(old));
}

}
