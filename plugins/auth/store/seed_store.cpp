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
constexpr pg::statement has_other_scope{
    "auth.role_claim.other_scope",
    "SELECT bool_and(rc.scope IS DISTINCT FROM $3) FROM {schema}.role_claims rc JOIN "
    "{schema}.roles r ON r.id = rc.role_id JOIN {schema}.claims c ON c.id = rc.claim_id WHERE "
    "r.name = $1 AND c.action = $2"};

/// Gives a role the claims that it has not got.
task<std::uint64_t> assign(pg::transaction& tx, const seed_assignment& a,
                           std::vector<std::string>& kept) {
    std::uint64_t added = 0;
    for (const auto& action : a.claims) {
        pg::parameters p{a.role, action, a.scope};
        const auto done = co_await tx.run(insert_assignment, std::move(p));
        added += done.affected();
        if (done.affected() > 0) continue;
        pg::parameters same{a.role, action, a.scope};
        const auto other = co_await tx.run(has_other_scope, std::move(same));
        if (!other.null(0, 0) && other.boolean(0, 0)) kept.push_back(a.role + ": " + action);
    }
    co_return added;
}

}

task<void> lock_seed(pg::transaction& tx) {
    co_await tx.script("SET LOCAL statement_timeout = 0"); // another node may take its time
    pg::parameters schema{tx.schema()};
    co_await tx.run(take_lock, std::move(schema));
}

task<seeded> seed_rights(pg::transaction& tx, const seed_plan& plan) {
    std::uint64_t added = 0;
    seeded all;
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
    for (const auto& a : plan.assignments) added += co_await assign(tx, a, all.kept);
    all.anything = added > 0;
    if (all.anything) co_await tx.notify(rights_topic, "seeded");
    co_return all;
}

}
