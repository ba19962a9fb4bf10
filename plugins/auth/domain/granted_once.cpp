#include "domain/granted_once.hpp"
#include <algorithm>

namespace nucleus::auth {

principal granted_once(const account& who, const std::string& claim,
                       const std::optional<std::string>& scope) {
    principal p;
    p.user_id = who.id;
    p.roles = who.may.roles;
    p.claims = who.may.claims;
    for (const auto& s : who.may.scopes) p.scopes.push_back({s.claim, s.filters});
    std::erase(p.claims, claim);
    std::erase_if(p.scopes, [&](const auto& s) { return s.claim == claim; });
    if (scope)
        p.scopes.push_back({claim, {*scope}});
    else
        p.claims.push_back(claim);
    std::ranges::sort(p.claims);
    std::ranges::sort(p.scopes, {}, &scoped_claim::claim);
    return p;
}

}
