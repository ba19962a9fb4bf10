#include "domain/api_key.hpp"
#include <algorithm>
#include <map>
#include <set>

namespace nucleus::auth {

namespace {

constexpr std::string_view prefix = "nk_";
constexpr std::size_t id_length = 32, secret_length = 43,
                      key_length = prefix.size() + id_length + 1 + secret_length;

using list = std::optional<std::vector<std::string>>;

bool has(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

/// Not given, or all that the owner has.
bool open(const list& l) { return !l || has(*l, "*"); }

bool allows(const list& l, std::string_view one) { return open(l) || has(*l, one); }

bool within(const key_lists& lists, const std::string& action) {
    const bool scoped =
        open(lists.scopes) ||
        std::ranges::any_of(*lists.scopes, [&](const auto& p) { return means(p, action); });
    return scoped && allows(lists.claims, action);
}

constexpr std::size_t longest_name = 100; // of a role or a claim
constexpr std::ptrdiff_t most_stars = 3;  // each costs a search

/// As a role's name, an action, or a pattern of actions.
std::string fault_of_name(std::string_view name, bool pattern) {
    if (name.empty() || name.size() > longest_name) return "must be 1 to 100 letters";
    if (pattern && std::ranges::count(name, '*') > most_stars) return "may have three * at most";
    return {};
}

void check_names(const list& l, const std::string& path, bool pattern, std::vector<fault>& found) {
    for (std::size_t i = 0; l && i < l->size(); ++i)
        if (auto why = fault_of_name((*l)[i], pattern); !why.empty())
            found.push_back({path + "/" + std::to_string(i), "invalid", std::move(why)});
}

std::vector<std::string> roles_of(const key_lists& lists, const owner_rights& owner) {
    if (!lists.roles) return {};
    auto roles = owner.roles;
    std::erase_if(roles, [&](const auto& r) { return !allows(lists.roles, r); });
    std::ranges::sort(roles);
    return roles;
}

}

secret_string api_key_text(const uuid& id, const secret_string& secret) {
    auto digits = id.text();
    std::erase(digits, '-');
    return secret_string{std::string{prefix} + digits + "_" + std::string{secret.reveal()}};
}

std::optional<uuid> api_key_id(std::string_view text) {
    const auto end = prefix.size() + id_length;
    if (text.size() != key_length || !text.starts_with(prefix) || text[end] != '_')
        return std::nullopt;
    std::string digits{text.substr(prefix.size(), id_length)};
    for (const auto dash : {8U, 13U, 18U, 23U}) digits.insert(dash, 1, '-');
    return uuid::parse(digits);
}

std::string api_key_preview(std::string_view text) {
    const auto shown = prefix.size() + 8;
    return std::string{text.substr(0, shown)} + "..." + std::string{text.substr(text.size() - 4)};
}

bool means(std::string_view pattern, std::string_view action) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == action;
    if (!action.starts_with(pattern.substr(0, star))) return false;
    const auto rest = pattern.substr(star + 1);
    for (auto left = action.substr(star);; left.remove_prefix(1)) {
        if (means(rest, left)) return true;
        if (left.empty()) return false;
    }
}

key_rights rights_of_key(const key_lists& lists, const owner_rights& owner) {
    key_rights key;
    if (!lists.roles && !lists.claims && !lists.scopes) return key;
    const bool in_office = owner.is_god && (open(lists.roles) || has(*lists.roles, "godmin"));
    key.is_god = in_office && open(lists.claims) && open(lists.scopes);
    key.may.roles = roles_of(lists, owner);
    std::set<std::string> everywhere;
    std::map<std::string, std::set<std::string>> somewhere;
    if (in_office)
        for (const auto& action : owner.actions)
            if (within(lists, action)) everywhere.insert(action);
    for (const auto& g : owner.grants) {
        if (!allows(lists.roles, g.role) || !within(lists, g.claim)) continue;
        if (g.scope)
            somewhere[g.claim].insert(*g.scope);
        else
            everywhere.insert(g.claim);
    }
    key.may.claims.assign(everywhere.begin(), everywhere.end());
    for (const auto& [claim, filters] : somewhere)
        if (!everywhere.contains(claim))
            key.may.scopes.push_back({claim, {filters.begin(), filters.end()}});
    return key;
}

std::vector<fault> faults_of(const key_lists& lists) {
    std::vector<fault> found;
    check_names(lists.roles, "/allowedRoles", false, found);
    check_names(lists.claims, "/allowedClaims", false, found);
    check_names(lists.scopes, "/allowedScopes", true, found);
    return found;
}

std::vector<fault> beyond(const key_lists& lists, const principal& who, const key_lists& unknown) {
    std::vector<fault> found;
    const auto check = [&](const list& asked, const list& missing, const char* path,
                           const char* unknown_code, const auto& held) {
        for (std::size_t i = 0; asked && i < asked->size(); ++i) {
            const auto& name = (*asked)[i];
            if (name == "*") continue;
            const auto at = path + std::to_string(i);
            if (!who.is_god && !held(name)) // there or not: that is not for everybody to know
                found.push_back({at, "not_granted", "you do not have this yourself"});
            else if (missing && has(*missing, name))
                found.push_back({at, unknown_code, "there is no such name"});
        }
    };
    check(lists.roles, unknown.roles, "/allowedRoles/", "unknown_role",
          [&](const auto& name) { return has(who.roles, name); });
    check(lists.claims, unknown.claims, "/allowedClaims/", "unknown_claim",
          [&](const auto& name) { return who.reaches(name); });
    return found;
}

}
