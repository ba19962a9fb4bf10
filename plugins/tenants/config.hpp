// The section `tenants` of config.json.
#pragma once
#include <map>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/seed_rows.hpp>
#include <optional>

namespace nucleus::tenants {

struct plan_budget {
    std::chrono::milliseconds window{};
    int max = 0;
    std::optional<std::chrono::milliseconds> block;
};
NUCLEUS_DESCRIBE(plan_budget, (window, "Length of the window"),
                 (max, "Requests in a window", at_least(1)),
                 (block, "After an excess, refuse for this long"))

struct tenant_plan {
    std::string name;
    std::optional<int> max_users;
    std::optional<plan_budget> rate_limit;
    std::map<std::string, raw_json> features;
};
NUCLEUS_DESCRIBE(tenant_plan,
                 (name, "What it is called", min_length(1), max_length(50),
                  pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")),
                 (max_users, "How many accounts a tenant may have; without it as many as come",
                  at_least(1)),
                 (rate_limit, "Of all requests of a tenant together; without it there is no limit"),
                 (features, "What it has, each with a configuration of its own", defaulted))

struct self_signup_config {
    bool enabled = false;
    bool captcha = false;
    std::vector<std::string> plans;
    std::optional<std::chrono::milliseconds> confirm_within;
};
NUCLEUS_DESCRIBE(
    self_signup_config, (enabled, "Whether anybody may make a tenant", defaulted, restart),
    (captcha, "Refuse the configuration unless authentication.captcha.forms has selfSignup",
     defaulted),
    (plans, "Which may be chosen; none: the default plan only", defaulted),
    (confirm_within, "After what a tenant is removed in which nobody has confirmed an address; "
                     "without it after 7d, or as long as the link in the mail is good"))

struct tenant_migration_config {
    int parallel = 4;
};
NUCLEUS_DESCRIBE(tenant_migration_config,
                 (parallel, "How many tenants are brought up to date side by side", defaulted,
                  at_least(1), at_most(4)))

struct tenants_config {
    self_signup_config self_signup;
    std::vector<std::string> reserved_subdomains;
    std::vector<tenant_plan> plans;
    std::string default_plan = "free";
    std::chrono::milliseconds deletion_grace = std::chrono::days{30};
    tenant_migration_config migration;
    seed_rows seed;
};
NUCLEUS_DESCRIBE(tenants_config, (self_signup, "Tenants that people make by themselves", defaulted),
                 (reserved_subdomains, "That no tenant gets, besides those that nobody should have",
                  defaulted),
                 (plans, "What tenants may have; \"free\", without limits, is always one",
                  defaulted),
                 (default_plan, "Of tenants that were given none", defaulted),
                 (deletion_grace, "How long a deleted tenant can be taken back", defaulted),
                 (migration, "Changes of the tables of all tenants", defaulted),
                 (seed, "Rows that a new tenant begins with, by entity", defaulted, restart))

/// What the section can tell by itself.
void check_tenants(const void* section, std::vector<fault>& found);
/// What self-signup needs of the section `authentication`.
void check_self_signup(const config_snapshot& config, std::vector<fault>& found);
/// How long who signs up has to confirm the address; none: it need not be.
[[nodiscard]] std::optional<std::chrono::milliseconds>
time_to_confirm(const config_snapshot& config);

/// Of `free`, when the config says nothing of it.
inline constexpr const char* free_plan = "free";
/// The plan of that name; null: there is none.
[[nodiscard]] const tenant_plan* find_plan(const tenants_config& c, std::string_view name);
/// All of them, with commas.
[[nodiscard]] std::string plan_names(const tenants_config& c);

}
