// TENANT_SUSPEND: POST /tenants/:id/suspend, TENANT_REACTIVATE: POST /tenants/:id/reactivate,
// TENANT_DELETE: DELETE /tenants/:id.
#pragma once
#include "changes.hpp"

namespace nucleus::tenants {

struct change_reason {
    std::optional<std::string> reason;
};
NUCLEUS_DESCRIBE(change_reason, (reason, "For those who ask later", trimmed, max_length(1000)))

struct condemned_tenant {
    tenant_record tenant;
    instant removed_after{};
};
NUCLEUS_DESCRIBE(condemned_tenant, (tenant, "As it is until then, shut to everybody"),
                 (removed_after, "From when on it cannot be reactivated"))

/// Each answers alike when it is so already.
task<result<tenant_record>> suspend_tenant(tenants_context& t, request_context& rc);
task<result<tenant_record>> reactivate_tenant(tenants_context& t, request_context& rc);
task<result<condemned_tenant>> delete_tenant(tenants_context& t, request_context& rc);

}
