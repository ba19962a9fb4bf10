#include "domain/tenant.hpp"
#include <catch2/catch_test_macros.hpp>
#include <iterator>

using namespace nucleus::tenants;

namespace {

using enum tenant_status;
using enum tenant_verdict;

tenant_record tenant(tenant_status status, bool complete, bool to_be_deleted = false) {
    tenant_record t;
    t.status = status;
    if (complete) t.version = 2;
    if (to_be_deleted) t.deleted_at = nucleus::instant{};
    return t;
}

}

TEST_CASE("what can be done to a tenant as it is") {
    struct row {
        tenant_record as_it_is;
        tenant_verdict suspend, reactivate, remove;
    };
    const row table[] = {
        {tenant(provisioning, false), not_ready, not_ready, not_ready},
        {tenant(failed, false), not_ready, not_ready, act},
        {tenant(failed, false, true), not_ready, not_ready, already},
        {tenant(active, true), act, already, act},
        {tenant(suspended, true), already, act, act},
        {tenant(active, true, true), act, act, already},
        {tenant(suspended, true, true), already, act, already},
        {tenant(active, false, true), removed, removed, already},
        {tenant(suspended, false, true), removed, removed, already},
    };
    for (const auto& r : table) {
        INFO(&r - std::begin(table));
        CHECK(judge(r.as_it_is, tenant_wish::suspend) == r.suspend);
        CHECK(judge(r.as_it_is, tenant_wish::reactivate) == r.reactivate);
        CHECK(judge(r.as_it_is, tenant_wish::remove) == r.remove);
    }
}

TEST_CASE("whose terms can be changed") {
    CHECK(judge_terms(tenant(provisioning, false)) == not_ready);
    CHECK(judge_terms(tenant(failed, false)) == not_ready);
    CHECK(judge_terms(tenant(active, true)) == act);
    CHECK(judge_terms(tenant(suspended, true, true)) == act);
    CHECK(judge_terms(tenant(active, false, true)) == removed);
}

TEST_CASE("whose requests are served") {
    CHECK(standing_of(tenant(active, true), true) == standing::open);
    CHECK(standing_of(tenant(active, true), false) == standing::outdated);
    CHECK(standing_of(tenant(suspended, true), true) == standing::shut);
    CHECK(standing_of(tenant(suspended, true), false) == standing::shut);
    CHECK(standing_of(tenant(active, true, true), true) == standing::shut);
    CHECK(standing_of(tenant(active, false, true), true) == standing::unknown);
    CHECK(standing_of(tenant(provisioning, false), true) == standing::unknown);
    CHECK(standing_of(tenant(failed, false), true) == standing::unknown);
}
