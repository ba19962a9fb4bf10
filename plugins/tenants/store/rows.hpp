// Columns of tenants, and how their rows are read.
#pragma once
#include "domain/tenant.hpp"
#include <nucleus/pg/value.hpp>
#include <string>

// A literal, so that statements are put together by the compiler.
#define TENANT_COLUMNS                                                                             \
    "t.id, t.subdomain, t.schema_name, t.company_id, t.company_name, t.god_admin_email, "          \
    "t.status, "                                                                                   \
    "coalesce(t.plan, ''), t.max_users, t.created_at, t.updated_at, t.provisioned_at, "            \
    "t.suspended_at, t.suspended_reason, t.deleted_at, t.version, t.last_error, "                  \
    "t.confirm_before"

namespace nucleus::tenants {

inline constexpr std::size_t tenant_columns = 18;

/// Of a result, from its first column on.
[[nodiscard]] tenant_record read_tenant(const pg::rows& r, std::size_t row = 0);

}
