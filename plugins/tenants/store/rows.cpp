#include "store/rows.hpp"
#include <algorithm>

namespace nucleus::tenants {

namespace {

/// One that the table's check lets through is in the list.
tenant_status status_of(std::string_view text) {
    const auto& names = nucleus_choices(static_cast<const tenant_status*>(nullptr));
    return static_cast<tenant_status>(std::ranges::find(names, text) - names.begin());
}

}

tenant_record read_tenant(const pg::rows& r, std::size_t row) {
    tenant_record t;
    t.id = r.id(row, 0);
    t.subdomain = r.text(row, 1), t.schema_name = r.text(row, 2);
    t.company_id = r.id(row, 3), t.company_name = r.text_or_null(row, 4);
    t.god_admin_email = r.text(row, 5);
    t.status = status_of(r.text(row, 6));
    t.plan = r.text(row, 7);
    if (!r.null(row, 8)) t.max_users = static_cast<int>(r.integer(row, 8));
    t.created_at = r.time(row, 9), t.updated_at = r.time(row, 10);
    t.provisioned_at = r.time_or_null(row, 11), t.suspended_at = r.time_or_null(row, 12);
    t.suspended_reason = r.text_or_null(row, 13), t.deleted_at = r.time_or_null(row, 14);
    if (!r.null(row, 15)) t.version = static_cast<int>(r.integer(row, 15));
    t.last_error = r.text_or_null(row, 16), t.confirm_before = r.time_or_null(row, 17);
    return t;
}

}
