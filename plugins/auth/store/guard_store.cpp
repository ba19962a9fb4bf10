#include "store/guard_store.hpp"
#include "store/session_store.hpp"
#include <algorithm>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

#define AUTH_GODMINS                                                                               \
    "SELECT u.id, u.is_active AND u.deleted_at IS NULL FROM {schema}.users u WHERE u.is_god OR "   \
    "EXISTS (SELECT 1 FROM {schema}.user_roles ur JOIN {schema}.roles r ON r.id = ur.role_id "     \
    "WHERE ur.user_id = u.id AND ur.is_active AND r.is_active AND r.name = 'godmin') ORDER BY "    \
    "u.id"
constexpr pg::statement select_godmins{"auth.godmins", AUTH_GODMINS};
constexpr pg::statement lock_them{"auth.godmins.lock", AUTH_GODMINS " FOR UPDATE OF u"};
constexpr pg::statement select_role{"auth.role.godmin",
                                    "SELECT id FROM {schema}.roles WHERE name = 'godmin'"};
constexpr pg::statement end_sessions{
    "auth.session.end_all",
    "UPDATE {schema}.user_sessions SET revoked_at = $2::timestamptz, revoked_reason = "
    "'user_deleted' WHERE user_id = ANY ($1::uuid[]) AND revoked_at IS NULL RETURNING id"};

}

task<std::vector<godmin>> find_godmins(pg::transaction& tx, bool lock) {
    const auto found = co_await tx.run(lock ? lock_them : select_godmins);
    std::vector<godmin> all;
    for (std::size_t r = 0; r < found.size(); ++r)
        all.push_back({found.id(r, 0), found.boolean(r, 1)});
    co_return all;
}

task<bool> godmins_remain_without(pg::transaction& tx, const std::vector<uuid>& ended) {
    const auto now = co_await find_godmins(tx, true);
    co_return std::ranges::any_of(now, [&](const godmin& g) {
        return g.in_office && std::ranges::find(ended, g.id) == ended.end();
    });
}

task<std::optional<uuid>> godmin_role(pg::transaction& tx) {
    const auto found = co_await tx.run(select_role);
    co_return found.empty() ? std::nullopt : std::optional{found.id(0, 0)};
}

task<void> end_sessions_of(pg::transaction& tx, const std::vector<uuid>& users, instant now) {
    pg::parameters p{pg::array_text{users}.text(), now};
    const auto ended = co_await tx.run(end_sessions, std::move(p));
    for (std::size_t r = 0; r < ended.size(); ++r)
        co_await tx.notify(session_topic, ended.text(r, 0));
}

task<void> announce_rights(pg::transaction& tx) { co_await tx.notify(rights_topic, "changed"); }

}
