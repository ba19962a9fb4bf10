#include "store/session_list.hpp"
#include "store/rows.hpp"

namespace nucleus::auth {

namespace {

// $1: whose; $2: now; $3: what was not used since then is over, if there is such a rule.
#define AUTH_LIVE_SESSIONS                                                                         \
    "s.user_id = $1::uuid AND s.revoked_at IS NULL AND s.expires_at > $2::timestamptz AND "        \
    "($3::timestamptz IS NULL OR s.last_activity_at > $3::timestamptz) AND s.approval_status IN "  \
    "('approved', 'pending')"

constexpr pg::statement select_live{"auth.session.list",
                                    "SELECT " AUTH_SESSION_COLUMNS
                                    " FROM {schema}.user_sessions s WHERE " AUTH_LIVE_SESSIONS
                                    " ORDER BY s.last_activity_at DESC, s.id DESC"};
constexpr pg::statement count_live{
    "auth.session.count",
    "SELECT count(*) FILTER (WHERE s.approval_status = 'approved'), count(*) FILTER (WHERE "
    "s.approval_status = 'pending') FROM {schema}.user_sessions s WHERE " AUTH_LIVE_SESSIONS};
constexpr pg::statement revoke_one{
    "auth.session.revoke_own",
    "UPDATE {schema}.user_sessions s SET revoked_at = $2::timestamptz, revoked_reason = 'revoked' "
    "WHERE " AUTH_LIVE_SESSIONS " AND s.id = $4::uuid RETURNING s.id"};
constexpr pg::statement revoke_others{
    "auth.session.revoke_all_own",
    "UPDATE {schema}.user_sessions s SET revoked_at = $2::timestamptz, revoked_reason = "
    "'revoked_all' WHERE " AUTH_LIVE_SESSIONS " AND s.id IS DISTINCT FROM $4::uuid RETURNING s.id"};

}

task<std::vector<session>> find_sessions(pg::database& db, pg::call c, const session_owner& o) {
    pg::parameters p{o.user_id, o.now, o.idle_since()};
    const auto found = co_await db.read(c, select_live, std::move(p));
    std::vector<session> all;
    for (std::size_t row = 0; row < found.size(); ++row) all.push_back(read_session(found, 0, row));
    co_return all;
}

task<session_count> count_sessions(pg::database& db, pg::call c, const session_owner& o) {
    pg::parameters p{o.user_id, o.now, o.idle_since()};
    const auto found = co_await db.read(c, count_live, std::move(p));
    co_return session_count{found.integer(0, 0), found.integer(0, 1)};
}

task<std::vector<uuid>> revoke_own(pg::transaction& tx, const session_owner& o, const uuid& id) {
    pg::parameters p{o.user_id, o.now, o.idle_since(), id};
    const auto revoked = co_await tx.run(revoke_one, std::move(p));
    auto ids = co_await announce_ids(tx, revoked);
    co_return ids;
}

task<std::vector<uuid>> revoke_all_own(pg::transaction& tx, const session_owner& o,
                                       const std::optional<uuid>& kept) {
    pg::parameters p{o.user_id, o.now, o.idle_since(), kept};
    const auto revoked = co_await tx.run(revoke_others, std::move(p));
    auto ids = co_await announce_ids(tx, revoked);
    co_return ids;
}

}
