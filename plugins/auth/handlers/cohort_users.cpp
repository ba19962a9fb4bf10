#include "handlers/cohort_users.hpp"
#include "domain/authority.hpp"
#include "handlers/admin_action.hpp"
#include "seeding.hpp"
#include "store/admin_store.hpp"
#include "store/cohort_store.hpp"
#include "store/guard_store.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

using move_function = task<std::vector<uuid>> (*)(pg::transaction&, const uuid& cohort,
                                                  const std::vector<uuid>& users, const uuid& by,
                                                  instant now);
struct moving {
    auth_context& auth;
    request_context& rc;
    std::string_view operation;
    move_function move;
    uuid cohort;
    std::vector<uuid> users;
};

error unknown_users(const moving& m, const std::vector<uuid>& found) {
    error e{nucleus::errors::validation_failed};
    for (std::size_t i = 0; i < m.users.size(); ++i)
        if (!std::ranges::binary_search(found, m.users[i]))
            e.faults.push_back(
                {"/userIds/" + std::to_string(i), "unknown_user", "there is no such user"});
    return e;
}

/// A cohort that ends shuts its members out, so it is for who could do that to each of them.
task<bool> may_move(pg::transaction& tx, const moving& m) {
    const auto by = co_await deciding(tx, m.rc);
    if (!by) co_return false;
    if (by->is_god) co_return true;
    const auto theirs = co_await rights_of_any(tx, m.users);
    const auto godmins = co_await find_holders(tx, godmin_role);
    const bool god_among_them = std::ranges::any_of(godmins, [&](const holder& g) {
        return std::ranges::find(m.users, g.id) != m.users.end();
    });
    co_return outranks(*by, theirs, god_among_them);
}

task<void> note(pg::transaction& tx, const moving& m, const std::vector<uuid>& moved) {
    const auto values = R"({"cohortId":")" + m.cohort.text() + "\"}";
    std::vector<audited_row> rows;
    for (const auto& id : moved) rows.push_back({id, std::nullopt, values});
    co_await note_users(tx, m.auth, m.rc, m.operation, rows);
}

task<result<cohort_change>> within(pg::transaction& tx, const moving& m) {
    const auto there = co_await members_of(tx, m.cohort);
    if (!there) co_return error{nucleus::errors::not_found};
    const auto found = co_await lock_users(tx, m.users);
    auto unknown = unknown_users(m, found);
    if (!unknown.faults.empty()) co_return unknown;
    const bool allowed = co_await may_move(tx, m);
    if (!allowed)
        co_return error{nucleus::errors::forbidden, "Some of them may do more than you may."};
    const auto moved = co_await m.move(tx, m.cohort, m.users, m.rc.caller->user_id, m.rc.now);
    const auto now = co_await members_of(tx, m.cohort);
    if (!moved.empty()) {
        co_await note(tx, m, moved);
        co_await announce_rights(tx); // when their sessions end depends on it
    }
    co_return cohort_change{static_cast<std::int64_t>(moved.size()), now.value_or(0)};
}

task<result<cohort_change>> move_users(moving m) {
    const auto cohort = m.rc.path_id();
    if (!cohort) co_return cohort.error();
    m.cohort = *cohort;
    auto done = co_await pg::transact<&within>(*m.rc.database, call_of(m.rc), m);
    if (done && done->changed > 0) co_await m.auth.sessions->forget_everybody(m.rc.schema);
    co_return done;
}

}

task<result<cohort_change>> add_to_cohort(auth_context& auth, request_context& rc,
                                          cohort_users body) {
    moving m{auth, rc, "COHORT_ADD", &join_cohort, {}, std::move(body.user_ids)};
    auto done = co_await move_users(std::move(m));
    co_return done;
}

task<result<cohort_change>> remove_from_cohort(auth_context& auth, request_context& rc,
                                               cohort_users body) {
    moving m{auth, rc, "COHORT_REMOVE", &leave_cohort, {}, std::move(body.user_ids)};
    auto done = co_await move_users(std::move(m));
    co_return done;
}

}
