#include "store/unproven_store.hpp"
#include "store/tenant_store.hpp"

namespace nucleus::tenants {

namespace {

#define UNPROVEN                                                                                   \
    "confirm_before <= now() AND NOT address_proven AND status = 'active' AND deleted_at IS NULL " \
    "AND (claimed_until IS NULL OR claimed_until <= now())"
constexpr pg::statement select_unproven{
    "tenants.unproven",
    "SELECT id, subdomain, schema_name FROM {schema}.tenants WHERE " UNPROVEN
    " AND last_error IS NULL AND (not_before IS NULL OR not_before <= now()) ORDER BY "
    "confirm_before LIMIT 100"};
constexpr pg::statement delete_unproven{
    "tenants.unproven.discard", "DELETE FROM {schema}.tenants WHERE id = $1::uuid AND " UNPROVEN};
#undef UNPROVEN
constexpr pg::statement set_proven{
    "tenants.unproven.end",
    "UPDATE {schema}.tenants SET address_proven = true, confirm_before = NULL WHERE id = $1::uuid"};
constexpr pg::statement set_rest{"tenants.unproven.rest",
                                 "UPDATE {schema}.tenants SET not_before = now() + interval '1 "
                                 "minute' WHERE id = $1::uuid AND confirm_before IS NOT NULL"};

}

task<std::vector<unproven_tenant>> find_unproven(pg::database& db, std::string home) {
    const pg::call call{home};
    const auto r = co_await db.read(call, select_unproven);
    std::vector<unproven_tenant> found;
    for (std::size_t i = 0; i < r.size(); ++i)
        found.push_back({r.id(i, 0), std::string{r.text(i, 1)}, std::string{r.text(i, 2)}});
    co_return found;
}

task<void> note_proven(pg::transaction& tx, const uuid& id) {
    pg::parameters p{id};
    co_await tx.run(set_proven, std::move(p));
}

task<void> rest_unproven(pg::database& db, std::string home, const uuid& id) {
    const pg::call call{home};
    pg::parameters p{id};
    co_await db.write(call, set_rest, std::move(p));
}

task<bool> discard_unproven(pg::transaction& tx, const uuid& id) {
    pg::parameters p{id};
    const bool done = co_await change_one(tx, delete_unproven, std::move(p), id);
    co_return done;
}

}
