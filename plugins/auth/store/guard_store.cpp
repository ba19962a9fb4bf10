#include "store/guard_store.hpp"
#include "store/session_store.hpp"
#include <algorithm>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement select_holders{
    "auth.holders",
    "SELECT u.id, u.is_active AND u.deleted_at IS NULL FROM {schema}.users u WHERE (u.is_god AND "
    "$1 = 'godmin') OR EXISTS (SELECT 1 FROM {schema}.user_roles ur JOIN {schema}.roles r ON r.id "
    "= ur.role_id WHERE ur.user_id = u.id AND ur.is_active AND r.is_active AND r.name = $1)"};
constexpr pg::statement select_role{"auth.role.named",
                                    "SELECT id FROM {schema}.roles WHERE name = $1"};
// Whoever is given the role meanwhile does not wait.
constexpr pg::statement lock_role{
    "auth.role.lock", "SELECT id FROM {schema}.roles WHERE name = $1 FOR NO KEY UPDATE"};
constexpr pg::statement select_grants{
    "auth.guard.grants",
    "SELECT rc.role_id, c.action, rc.scope FROM {schema}.role_claims rc JOIN {schema}.claims c ON "
    "c.id = rc.claim_id WHERE rc.role_id = ANY ($1::uuid[])"};
constexpr pg::statement select_actions{
    "auth.guard.actions", "SELECT id, action FROM {schema}.claims WHERE id = ANY ($1::uuid[])"};

}

task<std::vector<holder>> find_holders(pg::transaction& tx, std::string_view role) {
    pg::parameters p{role};
    const auto found = co_await tx.run(select_holders, std::move(p));
    std::vector<holder> all;
    for (std::size_t r = 0; r < found.size(); ++r)
        all.push_back({found.id(r, 0), found.boolean(r, 1)});
    co_return all;
}

task<bool> holders_remain_without(pg::transaction& tx, std::string_view role,
                                  const std::vector<uuid>& ended) {
    pg::parameters p{role};
    co_await tx.run(lock_role, std::move(p)); // what is found then others have committed
    const auto now = co_await find_holders(tx, role);
    co_return std::ranges::any_of(now, [&](const holder& h) {
        return h.in_office && std::ranges::find(ended, h.id) == ended.end();
    });
}

task<std::optional<uuid>> role_named(pg::transaction& tx, std::string_view name) {
    pg::parameters p{name};
    const auto found = co_await tx.run(select_role, std::move(p));
    co_return found.empty() ? std::nullopt : std::optional{found.id(0, 0)};
}

task<std::vector<held_claim>> grants_of(pg::transaction& tx, const std::vector<uuid>& roles) {
    pg::parameters p{pg::array_text{roles}.text()};
    const auto found = co_await tx.run(select_grants, std::move(p));
    std::vector<held_claim> all;
    for (std::size_t r = 0; r < found.size(); ++r)
        all.push_back({found.id(r, 0), std::string{found.text(r, 1)}, found.text_or_null(r, 2)});
    co_return all;
}

task<std::map<uuid, std::string>> actions_of(pg::transaction& tx, const std::vector<uuid>& claims) {
    pg::parameters p{pg::array_text{claims}.text()};
    const auto found = co_await tx.run(select_actions, std::move(p));
    std::map<uuid, std::string> all;
    for (std::size_t r = 0; r < found.size(); ++r)
        all.emplace(found.id(r, 0), std::string{found.text(r, 1)});
    co_return all;
}

task<void> announce_rights(pg::transaction& tx) { co_await tx.notify(rights_topic, tx.schema()); }

}
