#include "settings.hpp"
#include "domain/subdomain.hpp"
#include <algorithm>

namespace nucleus::tenants {

namespace {

std::optional<spending> budget_of(const tenant_plan& p) {
    if (!p.rate_limit) return std::nullopt;
    return spending{p.rate_limit->window, p.rate_limit->max, p.rate_limit->block};
}

/// One that is no longer in the config has become the default plan.
const tenant_plan& plan_of(const settings& s, const tenant_record& t) {
    const auto* plan = find_plan(s.config, t.plan);
    return plan ? *plan : *find_plan(s.config, s.config.default_plan);
}

}

std::shared_ptr<const settings> make_settings(const config_snapshot& config,
                                              const std::vector<std::string>& schemas) {
    auto s = std::make_shared<settings>();
    s->config = config.get<tenants_config>("tenants");
    s->hosts = {folded(config.base_domain()), host_in(config.public_url())};
    s->header = config.tenant_header();
    s->confirm_within = time_to_confirm(config);
    for (const auto& name : s->config.reserved_subdomains) s->reserved.push_back(folded(name));
    const served_hosts by_domain{s->hosts.base_domain, {}};
    if (auto own = subdomain_in(s->hosts.own_host, by_domain); !own.empty())
        s->reserved.push_back(std::move(own));
    for (const auto& schema : schemas)
        if (auto name = subdomain_of(schema); !name.empty()) s->reserved.push_back(std::move(name));
    return s;
}

std::optional<instant> removed_after(const settings& s, const tenant_record& t) {
    if (!t.deleted_at || !t.version) return t.deleted_at; // without tables it goes at once
    return *t.deleted_at + s.config.deletion_grace;
}

std::shared_ptr<const tenant_facts>
facts_of(const settings& s, const tenant_record& t,
         const std::map<std::string, std::optional<std::string>>& features) {
    auto f = std::make_shared<tenant_facts>();
    f->id = t.id.text();
    f->subdomain = t.subdomain;
    f->schema = t.schema_name;
    if (!s.hosts.base_domain.empty()) f->host = t.subdomain + "." + s.hosts.base_domain;
    const auto& plan = plan_of(s, t);
    f->max_users = t.max_users ? t.max_users : plan.max_users;
    f->requests = budget_of(plan);
    for (const auto& [name, config] : plan.features) f->features[name] = config.text;
    for (const auto& [name, config] : features)
        if (config)
            f->features[name] = *config;
        else
            f->features.erase(name);
    return f;
}

}
