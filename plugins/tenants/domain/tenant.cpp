#include "domain/tenant.hpp"

namespace nucleus::tenants {

tenant_verdict judge(const tenant_record& t, tenant_wish wish) {
    using enum tenant_verdict;
    if (t.status == tenant_status::provisioning) return not_ready;
    if (wish == tenant_wish::remove) return t.deleted_at ? already : act;
    if (t.status == tenant_status::failed) return not_ready;
    if (!t.version) return removed;
    if (wish == tenant_wish::suspend) return t.status == tenant_status::suspended ? already : act;
    return t.status == tenant_status::active && !t.deleted_at ? already : act;
}

standing standing_of(const tenant_record& t, int current_version) {
    if (t.status == tenant_status::provisioning || t.status == tenant_status::failed || !t.version)
        return standing::unknown;
    if (t.status == tenant_status::suspended || t.deleted_at) return standing::shut;
    return *t.version >= current_version ? standing::open : standing::outdated;
}

}
