// TENANT_EXPORT: GET /tenants/:id/export.
#pragma once
#include "tenants_context.hpp"

namespace nucleus::tenants {

/// Streams a tar archive. A transfer that fails ends the connection without its last chunk, and
/// the archive without its end.
task<result<answered>> export_tenant(tenants_context& t, request_context& rc);

}
