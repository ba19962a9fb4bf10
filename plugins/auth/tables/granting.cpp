#include "tables/granting.hpp"
#include "store/guard_store.hpp"
#include <algorithm>
#include <map>

namespace nucleus::auth {

namespace {

using text = std::optional<std::string>;

/// As it will be.
text value_of(const row_write& w, std::string_view column) {
    const auto value = w.gives(column) ? w.given(column)
                       : w.before()    ? w.before()->value(column)
                                       : std::nullopt;
    return value ? text{*value} : std::nullopt;
}

uuid id_of(const row_write& w, std::string_view column) {
    return uuid::parse(value_of(w, column).value_or("")).value_or(uuid{});
}

bool has(const principal& who, const std::string& claim, const text& scope) {
    if (who.has(claim)) return true;
    const auto* held = who.scope_of(claim);
    return held && scope && std::ranges::find(held->filters, *scope) != held->filters.end();
}

const error& refusal() {
    static const error why{nucleus::errors::forbidden,
                           "This would give away a claim that you have not got."};
    return why;
}

/// `role` says which role comes into somebody's hands by a write.
template <class Role>
task<void> check_roles(hook_call& call, std::span<row_write* const> writes, Role role) {
    std::vector<uuid> roles;
    for (const auto* w : writes) roles.push_back(role(*w));
    const auto grants = co_await grants_of(call.tx, roles);
    const auto& who = *call.request.caller;
    for (auto* w : writes) {
        const auto lacks = [&](const held_claim& g) {
            return g.role == role(*w) && !has(who, g.claim, g.scope);
        };
        if (std::ranges::any_of(grants, lacks)) w->refuse(refusal());
    }
}

task<void> check_role_claims(hook_call& call, std::span<row_write* const> writes) {
    std::vector<uuid> claims;
    for (const auto* w : writes) claims.push_back(id_of(*w, "claim_id"));
    const auto actions = co_await actions_of(call.tx, claims);
    for (auto* w : writes) {
        const auto at = actions.find(id_of(*w, "claim_id"));
        const bool known = at != actions.end(); // else the foreign key refuses it
        if (known && !has(*call.request.caller, at->second, value_of(*w, "scope")))
            w->refuse(refusal());
    }
}

void check_claims(hook_call& call, std::span<row_write* const> writes) {
    for (auto* w : writes) {
        const auto before = w->before()->value("action");
        const auto& who = *call.request.caller;
        const bool both =
            who.has(before.value_or("")) && who.has(value_of(*w, "action").value_or(""));
        if (!both) w->refuse(refusal());
    }
}

}

task<void> check_grants(hook_call& call, std::span<row_write* const> writes) {
    const auto* who = call.request.caller.get();
    if (who == nullptr || who->is_god || call.operation == row_operation::remove) co_return;
    const bool fresh = call.operation == row_operation::create; // which nobody has yet
    const auto given = [](const row_write& w) { return id_of(w, "role_id"); };
    const auto itself = [](const row_write& w) { return w.id(); };
    if (call.table.name == "user_roles") co_await check_roles(call, writes, given);
    if (call.table.name == "role_claims") co_await check_role_claims(call, writes);
    if (call.table.name == "roles" && !fresh) co_await check_roles(call, writes, itself);
    if (call.table.name == "claims" && !fresh) check_claims(call, writes);
}

}
