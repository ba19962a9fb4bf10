#include "seeding.hpp"
#include <algorithm>
#include <map>
#include <nucleus/suggestion.hpp>

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

/// A claim of one's own is as good as any, unless it looks like one that is misspelt. A column of
/// what another claim is about is one's own.
std::string doubt_of(const std::string& action, const std::vector<std::string>& known) {
    const auto belongs = [&](const auto& k) { return action == k || action.starts_with(k + "."); };
    if (std::ranges::any_of(known, belongs)) return {};
    const auto* meant = closest(action, known);
    return meant ? "no endpoint asks for the claim \"" + action + "\"; did you mean \"" + *meant +
                       "\"?"
                 : std::string{};
}

}

seed_plan plan_seed(const catalog& c, const authorization_config& authorization, bool of_tenant) {
    std::map<std::string, seed_claim> claims;
    for (const auto& e : c.rows())
        if (authorization.auto_seed_claims && e.access.needs == access::level::claim &&
            !(of_tenant && e.about == territory::home))
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
    std::vector<std::string> known;
    for (const auto& [action, claim] : claims) known.push_back(action);
    plan.assignments = authorization.seed.role_claim_assignments;
    for (const auto& a : plan.assignments)
        for (const auto& action : a.claims)
            if (auto doubt = doubt_of(action, known); !doubt.empty())
                plan.doubts.push_back(std::move(doubt));
    for (const auto& a : plan.assignments)
        for (const auto& action : a.claims) claims.try_emplace(action, from_action(action));
    for (auto& [action, claim] : claims) plan.claims.push_back(std::move(claim));

    plan.roles = authorization.seed.roles;
    if (std::ranges::find(plan.roles, godmin_role, &seed_role::name) == plan.roles.end())
        plan.roles.push_back({godmin_role, "Passes every check"});
    if (!of_tenant) return plan;
    plan.gets_every_claim = admin_role;
    if (std::ranges::find(plan.roles, admin_role, &seed_role::name) == plan.roles.end())
        plan.roles.push_back({admin_role, "May do everything in this tenant"});
    return plan;
}

std::string text_of(const seed_plan& plan) {
    std::string out;
    const auto add = [&](std::initializer_list<std::string_view> parts) {
        for (const auto part : parts) out.append(part).push_back('\0');
    };
    for (const auto& r : plan.roles) add({"role", r.name, plan.needs(r.name) ? "system" : ""});
    for (const auto& c : plan.claims) add({"claim", c.action});
    for (const auto& a : plan.assignments)
        for (const auto& action : a.claims) add({a.role, action, a.scope.value_or("")});
    return out;
}

void check_default_role(const config_snapshot& config, std::vector<fault>& found) {
    const auto& role = config.get<authentication_config>("authentication").default_role;
    if (role.empty()) return;
    std::vector<std::string> known;
    for (const auto& r : config.get<authorization_config>("authorization").seed.roles)
        known.push_back(r.name);
    std::string why;
    if (role == godmin_role)
        why = "everybody who registers would pass every check";
    else if (std::ranges::find(known, role) == known.end())
        why = "\"" + role + "\" is not among authorization.seed.roles" + suggestion(role, known);
    if (!why.empty()) found.push_back({"$.authentication.defaultRole", "invalid", std::move(why)});
}

}
