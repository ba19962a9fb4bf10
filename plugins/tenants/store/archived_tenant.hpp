// The row of a tenant out of an archive, and into one.
#pragma once
#include "domain/archive.hpp"
#include "store/claim_store.hpp"
#include "store/event_store.hpp"

namespace nucleus::tenants {

struct described_tenant {
    tenant_manifest manifest; ///< without tables; without a version it is not complete
    std::string schema;
};
/// In the first schema. `exported_at` is the beginning of the transaction.
task<std::optional<described_tenant>> describe_tenant(pg::transaction& tx, const uuid& id);

/// One that is to be made of an archive is claimed from the beginning, and has had more attempts
/// than any: whoever finds the claim run out takes back what there is of it.
inline constexpr int past_all_attempts = 1'000'000;

/// The row of one that is to be made of an archive, with features and an event; none: the name is
/// taken. The caller commits.
task<std::optional<tenant_claim>> add_restored(pg::transaction& tx, const tenant_manifest& m,
                                               std::string_view subdomain, std::string_view schema,
                                               const performer& by);
/// An event of the tenant, which is complete now. The caller commits.
task<void> note_restored(pg::transaction& tx, std::string_view home, const uuid& id,
                         const tenant_manifest& m, std::int64_t rows, const performer& by);
/// An event. The caller commits.
task<void> note_exported(pg::transaction& tx, const uuid& id, const performer& by);

}
