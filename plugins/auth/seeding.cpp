#include "seeding.hpp"
#include <algorithm>
#include <map>

namespace nucleus::auth {

namespace {

std::string upper(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

/// What `get.products.price` or `approve.orders` is about, when nobody says.
seed_claim from_action(const std::string& action) {
    const auto dot = action.find('.');
    seed_claim c;
    c.action = action;
    c.method = upper(action.substr(0, dot)).substr(0, 10);
    c.path = "/" + (dot == action.npos ? "" : action.substr(dot + 1));
    return c;
}

}

seed_plan plan_seed(const catalog& c, const authorization_config& authorization,
                    const std::string& default_role) {
    std::map<std::string, seed_claim> claims;
    for (const auto& e : c.rows())
        if (authorization.auto_seed_claims && e.access.needs == access::level::claim)
            claims.try_emplace(e.access.claim_name,
                               seed_claim{e.access.claim_name, e.summary.substr(0, 500),
                                          e.path.substr(0, 200),
                                          std::string{http::to_string(e.verb)}});
    for (const auto& given : authorization.seed.claims) {
        auto& claim = claims.try_emplace(given.action, from_action(given.action)).first->second;
        if (!given.description.empty()) claim.description = given.description;
        if (!given.path.empty()) claim.path = given.path;
        if (!given.method.empty()) claim.method = given.method;
    }
    seed_plan plan;
    plan.assignments = authorization.seed.role_claim_assignments;
    for (const auto& a : plan.assignments)
        for (const auto& action : a.claims) claims.try_emplace(action, from_action(action));
    for (auto& [action, claim] : claims) plan.claims.push_back(std::move(claim));

    plan.roles = authorization.seed.roles;
    const auto add = [&](const std::string& name, const char* description) {
        if (std::ranges::none_of(plan.roles, [&](const seed_role& r) { return r.name == name; }))
            plan.roles.push_back({name, description});
    };
    add("godmin", "Passes every check");
    if (!default_role.empty()) add(default_role, "Of everybody who registers");
    return plan;
}

}
