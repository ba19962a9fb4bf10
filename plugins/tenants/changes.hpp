// Suspending a tenant, taking it back, and asking for its removal, by whatever way.
#pragma once
#include "tenants_context.hpp"

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

}
