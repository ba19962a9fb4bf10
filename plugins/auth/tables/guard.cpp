#include "tables/guard.hpp"
#include "domain/identifier.hpp"
#include "errors.hpp"
#include "store/guard_store.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

constexpr std::string_view guarded[]{"users", "roles", "claims", "role_claims", "user_roles"};
constexpr std::string_view true_text = "t";

bool by_godmin(const hook_call& call) { return call.request.caller && call.request.caller->is_god; }

void normalise(row_write& w, std::string_view column) {
    if (const auto given = w.given(column)) w.set(column, normal_form(*given));
}

/// Whether a write takes an account out of use.
bool ends(row_operation what, const row_write& w) {
    if (what == row_operation::remove) return true;
    if (what == row_operation::toggle) return w.before()->value("is_active") == true_text;
    const auto given = w.given("is_active");
    return what == row_operation::update && given && *given != true_text;
}

task<void> check_users(hook_call& call, std::span<row_write* const> writes) {
    std::vector<uuid> ended;
    for (auto* w : writes) {
        normalise(*w, "email");
        normalise(*w, "username");
        if (!w->before() || w->before()->value("is_god") != true_text) continue;
        if (!by_godmin(call))
            w->refuse(nucleus::errors::forbidden);
        else if (ends(call.operation, *w))
            ended.push_back(w->id());
    }
    if (ended.empty()) co_return;
    const bool others = co_await any_godmin_but(call.tx, ended);
    if (others) co_return;
    for (auto* w : writes)
        if (std::ranges::find(ended, w->id()) != ended.end()) w->refuse(errors::last_godmin);
}

/// The role `godmin` is given, and taken, by godmins.
task<void> check_assignments(hook_call& call, std::span<row_write* const> writes) {
    if (by_godmin(call)) co_return;
    const auto role = co_await godmin_role(call.tx);
    if (!role) co_return;
    const auto text = role->text();
    for (auto* w : writes) {
        const auto given = w->given("role_id");
        const bool had = w->before() && w->before()->value("role_id") == text;
        if (had || (given && uuid::parse(*given) == *role)) w->refuse(nucleus::errors::forbidden);
    }
}

void check_roles(row_operation what, std::span<row_write* const> writes) {
    for (auto* w : writes) {
        const bool system = w->before() && w->before()->value("is_system") == true_text;
        const bool takes = w->gives("name") || ends(what, *w);
        if (system && takes) w->refuse(errors::system_role);
    }
}

}

bool table_guard::concerns(const hooked_table& table, row_operation what) const {
    return what != row_operation::read &&
           std::ranges::find(guarded, table.name) != std::end(guarded);
}

std::vector<const error_kind*> table_guard::refusals() const {
    return {&errors::last_godmin, &errors::system_role};
}

task<void> table_guard::before_write(hook_call& call, std::span<row_write* const> writes) {
    if (call.table.name == "users") co_await check_users(call, writes);
    if (call.table.name == "user_roles") co_await check_assignments(call, writes);
    if (call.table.name == "roles") check_roles(call.operation, writes);
}

task<void> table_guard::after_write(hook_call& call, std::span<const row_change> changes) {
    if (call.table.name == "users" && call.operation == row_operation::create) co_return;
    if (call.table.name == "users" && call.operation == row_operation::remove) {
        std::vector<uuid> gone;
        for (const auto& c : changes) gone.push_back(c.id);
        co_await end_sessions_of(call.tx, gone, call.request.now);
    }
    co_await announce_rights(call.tx);
}

}
