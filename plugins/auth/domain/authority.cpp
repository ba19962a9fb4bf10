#include "domain/authority.hpp"
#include <algorithm>

namespace nucleus::auth {

bool holds(const account& by, const std::string& claim) {
    return by.is_god || std::ranges::binary_search(by.may.claims, claim);
}

bool holds(const account& by, const scoped_right& theirs) {
    if (holds(by, theirs.claim)) return true;
    const auto mine =
        std::ranges::lower_bound(by.may.scopes, theirs.claim, {}, &scoped_right::claim);
    if (mine == by.may.scopes.end() || mine->claim != theirs.claim) return false;
    return std::ranges::all_of(theirs.filters, [&](const auto& filter) {
        return std::ranges::find(mine->filters, filter) != mine->filters.end();
    });
}

account as_account(const principal& caller) {
    account a;
    a.id = caller.user_id;
    a.is_god = caller.is_god;
    a.may.roles = caller.roles;
    a.may.claims = caller.claims;
    for (const auto& s : caller.scopes) a.may.scopes.push_back({s.claim, s.filters});
    return a;
}

bool holds_all(const account& by, std::span<const std::string> claims) {
    return std::ranges::all_of(claims, [&](const auto& claim) { return holds(by, claim); });
}

bool outranks(const account& by, const rights& theirs, bool they_are_god) {
    if (by.is_god) return true;
    return !they_are_god && holds_all(by, theirs.claims) &&
           std::ranges::all_of(theirs.scopes, [&](const auto& s) { return holds(by, s); });
}

}
