// Suspending a tenant, taking it back, asking for its removal, and changing its terms, by whatever
// way.
#pragma once
#include "tenants_context.hpp"
#include <nucleus/services/tenant_administration.hpp>

namespace nucleus::tenants {

/// `tenant`: an id or a subdomain. `request` as in orders.hpp.
struct wanted_change {
    tenant_wish what;
    std::string tenant;
    std::optional<std::string> reason;
    performer by;
    const request_context* request = nullptr;
};

/// Does it, unless it is so already; the tenant as it is then. When it returns no worker of this
/// node takes it for what it was.
task<result<tenant_record>> change(const tenants_context& t, pg::database& db, pg::call call,
                                   wanted_change w);

/// What can be said of terms without looking anything up; text is trimmed.
[[nodiscard]] std::vector<fault> faults_in(tenant_terms& what, const tenants_config& c);

/// `tenant`: an id or a subdomain.
struct wanted_terms {
    std::string tenant;
    tenant_terms what;
    performer by;
};
/// The same of its terms.
task<result<tenant_record>> change_terms(const tenants_context& t, pg::database& db, pg::call call,
                                         wanted_terms w);

}
