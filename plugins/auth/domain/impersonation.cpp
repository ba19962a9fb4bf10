#include "domain/impersonation.hpp"
#include "domain/authority.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

bool has_too(const principal& actor, const scoped_right& right) {
    if (actor.has(right.claim)) return true;
    const auto* held = actor.scope_of(right.claim);
    return held != nullptr && std::ranges::all_of(right.filters, [&](const auto& filter) {
               return std::ranges::find(held->filters, filter) != held->filters.end();
           });
}

}

rights shared_with(const rights& of, const principal& actor) {
    auto both = of;
    std::erase_if(both.claims, [&](const auto& claim) { return !actor.has(claim); });
    std::erase_if(both.scopes, [&](const auto& right) { return !has_too(actor, right); });
    return both;
}

bool exceeds(const account& who, const principal& actor) {
    return who.is_god || !outranks(as_account(actor), who.may, false);
}

}
