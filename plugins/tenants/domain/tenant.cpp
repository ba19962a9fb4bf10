#include "domain/tenant.hpp"

namespace nucleus::tenants {

tenant_verdict judge(const tenant_record& t, tenant_wish wish) {
    using enum tenant_verdict;
    if (t.status == tenant_status::provisioning) return not_ready;
    if (wish == tenant_wish::remove) return t.deleted_at ? already : act;
    if (const auto verdict = judge_terms(t); verdict != act) return verdict;
    if (wish == tenant_wish::suspend) return t.status == tenant_status::suspended ? already : act;
    return t.status == tenant_status::active && !t.deleted_at ? already : act;
}

tenant_verdict judge_terms(const tenant_record& t) {
    using enum tenant_verdict;
    if (t.status == tenant_status::provisioning || t.status == tenant_status::failed)
        return not_ready;
    return t.version ? act : removed;
}

tenant_conditions conditions_of(const tenant_record& t) {
    return {t.plan, t.max_users, t.company_name};
}

standing standing_of(const tenant_record& t, bool has_tables) {
    if (t.status == tenant_status::provisioning || t.status == tenant_status::failed || !t.version)
        return standing::unknown;
    if (t.status == tenant_status::suspended || t.deleted_at) return standing::shut;
    return has_tables ? standing::open : standing::outdated;
}

}
