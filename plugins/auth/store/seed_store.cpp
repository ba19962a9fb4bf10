#include "store/seed_store.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement take_lock{
    "auth.seed.lock",
    "SELECT pg_advisory_xact_lock(hashtext('nucleus.auth.seed'), hashtext($1::text))"};
constexpr pg::statement insert_role{
    "auth.role.seed",
    "INSERT INTO {schema}.roles (name, description, is_system) VALUES ($1::varchar, "
    "nullif($2, ''), $1::varchar = 'godmin') ON CONFLICT (name) DO NOTHING"};
constexpr pg::statement insert_claim{
    "auth.claim.seed",
    "INSERT INTO {schema}.claims (action, description, path, method) VALUES ($1, "
    "nullif($2, ''), $3, $4) ON CONFLICT (action) DO NOTHING"};
constexpr pg::statement insert_assignment{
    "auth.role_claim.seed",
    "INSERT INTO {schema}.role_claims (role_id, claim_id, scope) SELECT r.id, c.id, $3 FROM "
    "{schema}.roles r, {schema}.claims c WHERE r.name = $1 AND c.action = $2 AND NOT EXISTS "
    "(SELECT 1 FROM {schema}.role_claims rc WHERE rc.role_id = r.id AND rc.claim_id = c.id)"};

}

task<void> lock_seed(pg::transaction& tx) {
    co_await tx.script("SET LOCAL statement_timeout = 0"); // another node may take its time
    pg::parameters schema{tx.schema()};
    co_await tx.run(take_lock, std::move(schema));
}

task<bool> seed_rights(pg::transaction& tx, const seed_plan& plan) {
    std::uint64_t added = 0;
    co_await lock_seed(tx);
    for (const auto& r : plan.roles) {
        pg::parameters p{r.name, r.description};
        const auto done = co_await tx.run(insert_role, std::move(p));
        added += done.affected();
    }
    for (const auto& c : plan.claims) {
        pg::parameters p{c.action, c.description, c.path, c.method};
        const auto done = co_await tx.run(insert_claim, std::move(p));
        added += done.affected();
    }
    for (const auto& a : plan.assignments)
        for (const auto& action : a.claims) {
            pg::parameters p{a.role, action, a.scope};
            const auto done = co_await tx.run(insert_assignment, std::move(p));
            added += done.affected();
        }
    if (added > 0) co_await tx.notify(rights_topic, "seeded");
    co_return added > 0;
}

}
