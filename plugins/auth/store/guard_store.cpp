#include "store/guard_store.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

namespace {

// Locked: of two godmins who are removed at once, each would leave the other.
constexpr pg::statement select_gods{
    "auth.godmins.lock",
    "SELECT id = ANY ($1::uuid[]) FROM {schema}.users WHERE is_god AND is_active AND deleted_at IS "
    "NULL ORDER BY id FOR UPDATE"};
constexpr pg::statement select_role{"auth.role.godmin",
                                    "SELECT id FROM {schema}.roles WHERE name = 'godmin'"};
constexpr pg::statement end_sessions{
    "auth.session.end_all",
    "UPDATE {schema}.user_sessions SET revoked_at = $2::timestamptz, revoked_reason = "
    "'user_deleted' WHERE user_id = ANY ($1::uuid[]) AND revoked_at IS NULL RETURNING id"};

std::string array_of(const std::vector<uuid>& ids) {
    std::string out{"{"};
    for (const auto& id : ids) out.append(out.size() > 1 ? "," : "").append(id.text());
    return out + "}";
}

}

task<bool> any_godmin_but(pg::transaction& tx, const std::vector<uuid>& these) {
    pg::parameters p{array_of(these)};
    const auto gods = co_await tx.run(select_gods, std::move(p));
    bool others = false;
    for (std::size_t r = 0; r < gods.size(); ++r) others |= !gods.boolean(r, 0);
    co_return others;
}

task<std::optional<uuid>> godmin_role(pg::transaction& tx) {
    const auto found = co_await tx.run(select_role);
    co_return found.empty() ? std::nullopt : std::optional{found.id(0, 0)};
}

task<void> end_sessions_of(pg::transaction& tx, const std::vector<uuid>& users, instant now) {
    pg::parameters p{array_of(users), now};
    const auto ended = co_await tx.run(end_sessions, std::move(p));
    for (std::size_t r = 0; r < ended.size(); ++r)
        co_await tx.notify(session_topic, ended.text(r, 0));
}

task<void> announce_rights(pg::transaction& tx) { co_await tx.notify(rights_topic, "changed"); }

}
