#include "tables/guard.hpp"
#include "domain/authority.hpp"
#include "domain/identifier.hpp"
#include "errors.hpp"
#include "identity/offices.hpp"
#include "identity/sessions.hpp"
#include "seeding.hpp"
#include "store/account_store.hpp"
#include "store/api_key_store.hpp"
#include "store/cohort_store.hpp"
#include "store/guard_store.hpp"
#include "store/link_table.hpp"
#include "store/seed_store.hpp"
#include "tables/granting.hpp"
#include <algorithm>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::auth {

namespace {

/// When a cohort ends, its members' sessions do.
constexpr std::string_view guarded[]{"users",       "roles",      "claims",
                                     "role_claims", "user_roles", "user_cohorts"};
constexpr std::string_view true_text = "t";

bool by_godmin(const hook_call& call) { return call.request.caller && call.request.caller->is_god; }

void normalise(row_write& w, std::string_view column) {
    if (const auto given = w.given(column)) w.set(column, normal_form(*given));
}

/// Whether a write takes an account out of use.
bool ends(row_operation what, const row_write& w) {
    if (what == row_operation::create || what == row_operation::restore) return false;
    if (what == row_operation::remove) return true;
    if (what == row_operation::toggle) return w.before()->value("is_active") == true_text;
    const auto given = w.given("is_active");
    return what == row_operation::update && given && *given != true_text;
}

/// Refuses to take the last holders of an office away: `user` says whom a write is about, `ends`
/// whether he would hold none any more.
template <class User, class Ends> task<void> guard_last(hook_call& call, const office& o,
                                                        std::span<row_write* const> writes,
                                                        User user, Ends ends) {
    const auto holders = co_await find_holders(call.tx, o.role);
    std::vector<uuid> ended;
    for (const auto* w : writes) {
        const auto at = std::ranges::find(holders, user(*w), &holder::id);
        if (at != holders.end() && at->in_office && ends(*w)) ended.push_back(at->id);
    }
    if (ended.empty()) co_return;
    const bool others = co_await holders_remain_without(call.tx, o.role, ended);
    if (others) co_return;
    for (auto* w : writes)
        if (std::ranges::find(ended, user(*w)) != ended.end()) w->refuse(*o.last);
}

/// Those who are godmins are touched by godmins only.
template <class User>
task<void> guard_godmins(hook_call& call, std::span<row_write* const> writes, User user) {
    if (by_godmin(call)) co_return;
    const auto godmins = co_await find_holders(call.tx, godmin_role);
    for (auto* w : writes)
        if (std::ranges::find(godmins, user(*w), &holder::id) != godmins.end())
            w->refuse(nucleus::errors::forbidden);
}

/// Nobody puts an account out of use that may do more than they may; a cohort may do that, too.
task<void> guard_ranks(hook_call& call, std::span<row_write* const> writes) {
    if (!call.request.caller || by_godmin(call)) co_return;
    const auto by = as_account(*call.request.caller);
    for (auto* w : writes) {
        if (!ends(call.operation, *w) && !w->gives("cohort_id")) continue;
        const std::vector<uuid> whom{w->id()};
        const auto theirs = co_await rights_of_any(call.tx, whom);
        if (!outranks(by, theirs, false)) w->refuse(nucleus::errors::forbidden);
    }
}

task<void> check_users(hook_call& call, std::span<row_write* const> writes) {
    if (call.operation == row_operation::create || call.operation == row_operation::update)
        for (auto* w : writes) normalise(*w, "email"), normalise(*w, "username");
    const bool adds =
        call.operation == row_operation::create || call.operation == row_operation::restore;
    if (adds) co_await make_room(call.tx, max_users_of(call.request), writes.size());
    if (call.operation == row_operation::create) co_return;
    const auto user = [](const row_write& w) { return w.id(); };
    const auto out = [&](const row_write& w) { return ends(call.operation, w); };
    for (const auto& o : offices_of(call.request)) co_await guard_last(call, o, writes, user, out);
    co_await guard_godmins(call, writes, user);
    co_await guard_ranks(call, writes);
}

/// The writes that take the role of an office from somebody, if they are carried out.
std::vector<row_write*> taking(std::span<row_write* const> writes, const uuid& role) {
    const auto text = role.text();
    std::vector<row_write*> found;
    for (auto* w : writes)
        if (w->before() && w->before()->value("role_id") == text) found.push_back(w);
    return found;
}

/// The role `godmin` is given, and taken, by godmins.
task<void> check_assignments(hook_call& call, std::span<row_write* const> writes) {
    const auto user = [](const row_write& w) {
        return uuid::parse(w.before()->value("user_id").value_or("")).value_or(uuid{});
    };
    const auto out = [&](const row_write& w) {
        return ends(call.operation, w) || w.gives("role_id") || w.gives("user_id");
    };
    for (const auto& o : offices_of(call.request)) {
        const auto role = co_await role_named(call.tx, o.role);
        if (!role) continue;
        const auto taken = taking(writes, *role);
        if (!taken.empty()) co_await guard_last(call, o, taken, user, out);
        if (o.role != std::string_view{godmin_role} || by_godmin(call)) continue;
        if (!taken.empty()) co_await guard_godmins(call, taken, user);
        for (auto* w : writes) {
            const auto given = w->given("role_id");
            if (given && uuid::parse(*given) == *role) w->refuse(nucleus::errors::forbidden);
        }
    }
}

/// A name that people would take for godmin's is none.
bool looks_like_godmin(std::string_view name) { return normal_form(name) == godmin_role; }

void check_roles(row_operation what, std::span<row_write* const> writes) {
    for (auto* w : writes) {
        const bool system = w->before() && w->before()->value("is_system") == true_text;
        const bool takes = w->gives("name") || ends(what, *w);
        const auto name = w->given("name");
        if ((system && takes) || (name && looks_like_godmin(*name))) w->refuse(errors::system_role);
    }
}

}

bool table_guard::concerns(const hooked_table& table, row_operation what) const {
    return what != row_operation::read &&
           std::ranges::find(guarded, table.name) != std::end(guarded);
}

std::vector<const error_kind*> table_guard::refusals() const {
    return {&errors::last_godmin, &errors::last_administrator, &errors::system_role,
            &errors::user_limit_reached, &nucleus::errors::impersonation_forbidden};
}

task<void> table_guard::before_write(hook_call& call, std::span<row_write* const> writes) {
    const bool of_rights = call.table.name != "user_cohorts";
    if (of_rights && call.request.caller && call.request.caller->impersonator_id) {
        for (auto* w : writes) w->refuse(nucleus::errors::impersonation_forbidden);
        co_return;
    }
    if (call.table.name == "users") co_await check_users(call, writes);
    if (call.table.name == "user_roles") co_await check_assignments(call, writes);
    if (call.table.name == "roles") check_roles(call.operation, writes);
    co_await check_grants(call, writes);
}

task<void> table_guard::after_write(hook_call& call, std::span<const row_change> changes) {
    if (call.table.name == "users" && call.operation == row_operation::create) co_return;
    if (call.table.name == "users" && call.operation == row_operation::remove) {
        std::vector<uuid> gone;
        for (const auto& c : changes) gone.push_back(c.id);
        co_await end_all_access(call.tx, gone, "user_deleted", call.request.now);
        co_await link_table::void_every(call.tx, std::move(gone), call.request.now);
    }
    // Of a tenant somebody has every claim: else nobody could give the new one away.
    if (call.table.name == "claims" && call.operation == row_operation::create &&
        !call.request.tenant.empty())
        for (const auto& c : changes)
            co_await give_claim(call.tx, admin_role, c.after->value("action").value());
    co_await announce_rights(call.tx);
}

task<void> table_guard::after_commit(request_context& rc, const hooked_table&, row_operation) {
    if (sessions_) co_await sessions_->forget_everybody(rc.schema);
}

}
