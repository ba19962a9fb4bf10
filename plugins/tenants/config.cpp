#include "config.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::tenants {

namespace {

void refuse(std::vector<fault>& found, std::string path, std::string why) {
    found.push_back({std::move(path), "invalid", std::move(why)});
}

struct mailed_link {
    std::chrono::milliseconds ttl{};
};
NUCLEUS_DESCRIBE(mailed_link, (ttl, "How long the link is good for"))

/// A hundred years: beyond that PostgreSQL runs out of time.
constexpr std::chrono::days longest{36500};

void check_plans(const tenants_config& c, std::vector<fault>& found) {
    for (std::size_t i = 0; i < c.plans.size(); ++i) {
        const auto at = "/plans/" + std::to_string(i);
        const auto& p = c.plans[i];
        if (&*std::ranges::find(c.plans, p.name, &tenant_plan::name) != &p)
            refuse(found, at + "/name", "there is a plan of this name already");
        if (p.rate_limit && p.rate_limit->window <= std::chrono::milliseconds{0})
            refuse(found, at + "/rateLimit/window", "must be longer than nothing");
        for (const auto& [name, config] : p.features)
            if (name.empty() || name.size() > 100)
                refuse(found, at + "/features", "a feature has a name of 1 to 100 characters");
    }
}

}

const tenant_plan* find_plan(const tenants_config& c, std::string_view name) {
    static const tenant_plan unlimited{free_plan, {}, {}, {}};
    const auto at = std::ranges::find(c.plans, name, &tenant_plan::name);
    if (at != c.plans.end()) return &*at;
    return name == free_plan ? &unlimited : nullptr;
}

std::string plan_names(const tenants_config& c) {
    std::string names;
    if (std::ranges::find(c.plans, free_plan, &tenant_plan::name) == c.plans.end())
        names = free_plan;
    for (const auto& p : c.plans) names.append(names.empty() ? "" : ", ").append(p.name);
    return names;
}

void check_tenants(const void* section, std::vector<fault>& found) {
    const auto& c = *static_cast<const tenants_config*>(section);
    check_plans(c, found);
    if (!find_plan(c, c.default_plan))
        refuse(found, "/defaultPlan", "there is no plan of this name in tenants.plans");
    for (std::size_t i = 0; i < c.self_signup.plans.size(); ++i)
        if (!find_plan(c, c.self_signup.plans[i]))
            refuse(found, "/selfSignup/plans/" + std::to_string(i),
                   "there is no plan of this name in tenants.plans");
    const auto& within = c.self_signup.confirm_within;
    if (within && (*within <= std::chrono::milliseconds{0} || *within > longest))
        refuse(found, "/selfSignup/confirmWithin",
               "must be longer than nothing, and 36500d at most");
    if (c.deletion_grace < std::chrono::milliseconds{0} || c.deletion_grace > longest)
        refuse(found, "/deletionGrace", "must be between 0 and 36500d");
}

namespace {

/// How long the link is good for that whoever signs up is mailed; none: nothing is to be confirmed,
/// as auth decides that.
std::optional<std::chrono::milliseconds> link_ttl(const config_snapshot& config) {
    if (config.value_at("$.authentication.mode") == R"("consumer")") return std::nullopt;
    const auto given = config.value_at("$.authentication.emailVerification.enabled");
    if (given.empty() ? !config.switched_on("email") : given != "true") return std::nullopt;
    const auto ttl = config.value_at("$.authentication.emailVerification.ttl");
    const auto link = json::read<mailed_link>(R"({"ttl":)" + ttl + "}");
    return link ? std::optional{link->ttl} : std::nullopt;
}

}

std::optional<std::chrono::milliseconds> time_to_confirm(const config_snapshot& config) {
    const auto good_for = link_ttl(config);
    if (!good_for) return std::nullopt;
    constexpr std::chrono::milliseconds usual = std::chrono::days{7};
    const auto& given = config.get<tenants_config>("tenants").self_signup.confirm_within;
    return given.value_or(std::max(usual, *good_for));
}

void check_self_signup(const config_snapshot& config, std::vector<fault>& found) {
    const auto& c = config.get<tenants_config>("tenants").self_signup;
    const auto forms = config.value_at("$.authentication.captcha.forms");
    const bool asks = config.value_at("$.authentication.captcha.enabled") == "true" &&
                      forms.find(R"("selfSignup")") != std::string::npos;
    if (c.captcha && !asks)
        refuse(found, "$.tenants.selfSignup.captcha",
               R"(needs authentication.captcha to be on, with "selfSignup" among its forms)");
    const auto good_for = link_ttl(config);
    if (c.enabled && c.confirm_within && good_for && *c.confirm_within < *good_for)
        refuse(found, "$.tenants.selfSignup.confirmWithin",
               "must not be shorter than authentication.emailVerification.ttl (" +
                   config.value_at("$.authentication.emailVerification.ttl") +
                   "): a tenant would be gone while the link in the mail is still good");
}

}
