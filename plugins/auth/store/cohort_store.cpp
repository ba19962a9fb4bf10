#include "store/cohort_store.hpp"
#include "store/rows.hpp"
#include <algorithm>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement select_count{
    "auth.cohort.count", "SELECT user_count FROM {schema}.user_cohorts WHERE id = $1::uuid"};
constexpr pg::statement select_users{
    "auth.cohort.lock",
    "SELECT id FROM {schema}.users WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL ORDER BY id "
    "FOR UPDATE"};
constexpr pg::statement select_rights{
    "auth.rights.any",
    "SELECT DISTINCT c.action, rc.scope FROM {schema}.users u, " AUTH_GRANTED_CLAIMS
    " AND u.id = ANY ($1::uuid[]) ORDER BY 1, 2"};
constexpr pg::statement update_joined{
    "auth.cohort.join",
    "UPDATE {schema}.users SET cohort_id = $2::uuid, updated_at = $4::timestamptz, updated_by = "
    "$3::uuid WHERE id = ANY ($1::uuid[]) AND cohort_id IS DISTINCT FROM $2::uuid RETURNING id"};
constexpr pg::statement update_left{
    "auth.cohort.leave",
    "UPDATE {schema}.users SET cohort_id = NULL, updated_at = $4::timestamptz, updated_by = "
    "$3::uuid WHERE id = ANY ($1::uuid[]) AND cohort_id = $2::uuid RETURNING id"};

std::vector<uuid> ids_in(const pg::rows& found) {
    std::vector<uuid> ids;
    for (std::size_t r = 0; r < found.size(); ++r) ids.push_back(found.id(r, 0));
    return ids;
}

}

task<std::optional<std::int64_t>> members_of(pg::transaction& tx, const uuid& cohort) {
    pg::parameters p{cohort};
    const auto found = co_await tx.run(select_count, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return found.integer(0, 0);
}

task<std::vector<uuid>> lock_users(pg::transaction& tx, const std::vector<uuid>& users) {
    pg::parameters p{pg::array_text{users}.text()};
    const auto found = co_await tx.run(select_users, std::move(p));
    co_return ids_in(found);
}

task<rights> rights_of_any(pg::transaction& tx, const std::vector<uuid>& users) {
    pg::parameters p{pg::array_text{users}.text()};
    const auto found = co_await tx.run(select_rights, std::move(p));
    rights all;
    for (std::size_t r = 0; r < found.size(); ++r) {
        std::string claim{found.text(r, 0)};
        if (auto scope = found.text_or_null(r, 1))
            all.scopes.push_back({std::move(claim), {std::move(*scope)}});
        else
            all.claims.push_back(std::move(claim));
    }
    co_return all;
}

task<std::vector<uuid>> join_cohort(pg::transaction& tx, const uuid& cohort,
                                    const std::vector<uuid>& users, const uuid& by, instant now) {
    pg::parameters p{pg::array_text{users}.text(), cohort, by, now};
    const auto joined = co_await tx.run(update_joined, std::move(p));
    co_return ids_in(joined);
}

task<std::vector<uuid>> leave_cohort(pg::transaction& tx, const uuid& cohort,
                                     const std::vector<uuid>& users, const uuid& by, instant now) {
    pg::parameters p{pg::array_text{users}.text(), cohort, by, now};
    const auto gone = co_await tx.run(update_left, std::move(p));
    co_return ids_in(gone);
}

}
