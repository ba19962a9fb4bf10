// The configuration made ready.
#pragma once
#include "config.hpp"
#include "domain/addressing.hpp"
#include "domain/tenant.hpp"
#include <nucleus/published.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::tenants {

/// Immutable; a reload publishes a new one.
struct settings {
    tenants_config config;
    served_hosts hosts;
    std::string header;                ///< that names a tenant, too
    std::vector<std::string> reserved; ///< besides what is built in
    /// How long who signs up has to confirm the address; none: it need not be.
    std::optional<std::chrono::milliseconds> confirm_within;
};
using live_settings = published<settings>;

/// `schemas`: of the config; no tenant's may be one of them.
[[nodiscard]] std::shared_ptr<const settings>
make_settings(const config_snapshot& config, const std::vector<std::string>& schemas);

/// When the data of a tenant goes whose removal was asked for.
[[nodiscard]] std::optional<instant> removed_after(const settings& s, const tenant_record& t);

/// What a tenant has by its plan; `features`: those of its own, none: switched off.
[[nodiscard]] std::shared_ptr<const tenant_facts>
facts_of(const settings& s, const tenant_record& t,
         const std::map<std::string, std::optional<std::string>>& features);

}
