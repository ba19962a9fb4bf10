#include "domain/impersonation.hpp"
#include "domain/authority.hpp"

namespace nucleus::auth {

rights shared_with(const rights& of, const principal& actor) {
    auto both = of;
    const auto by = as_account(actor);
    std::erase_if(both.claims, [&](const auto& claim) { return !holds(by, claim); });
    std::erase_if(both.scopes, [&](const auto& right) { return !holds(by, right); });
    return both;
}

bool exceeds(const account& who, const principal& actor) {
    return who.is_god || !outranks(as_account(actor), who.may, false);
}

}
