#include "store/seed_store.hpp"
#include "store/session_store.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement take_lock{
    "auth.seed.lock",
    "SELECT pg_advisory_xact_lock(hashtext('nucleus.auth.seed'), hashtext($1::text))"};
constexpr pg::statement insert_role{
    "auth.role.seed",
    "INSERT INTO {schema}.roles AS r (name, description, is_system) VALUES ($1, nullif($2, ''), "
    "$3) ON CONFLICT (name) DO UPDATE SET is_system = true WHERE excluded.is_system AND NOT "
    "r.is_system"};
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

constexpr pg::statement select_stale{
    "auth.claim.stale",
    "SELECT c.action, count(rc.id), c.id FROM {schema}.claims c LEFT JOIN {schema}.role_claims rc "
    "ON "
    "rc.claim_id = c.id WHERE c.created_by IS NULL AND NOT EXISTS (SELECT 1 FROM "
    "unnest($1::text[]) AS w (action) WHERE c.action = w.action OR starts_with(c.action, w.action "
    "|| '.')) GROUP BY c.id ORDER BY c.action"};
constexpr pg::statement delete_claims{
    "auth.claim.prune", "DELETE FROM {schema}.claims WHERE action = ANY ($1::text[])"};

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

task<void> give_claim(pg::transaction& tx, std::string_view role, std::string_view action) {
    pg::parameters p{role, action, std::optional<std::string>{}};
    co_await tx.run(insert_assignment, std::move(p));
}

task<seeded> seed_rights(pg::transaction& tx, const seed_plan& plan) {
    std::uint64_t added = 0;
    seeded all;
    co_await lock_seed(tx);
    for (const auto& r : plan.roles) {
        pg::parameters p{r.name, r.description, plan.needs(r.name)};
        const auto done = co_await tx.run(insert_role, std::move(p));
        added += done.affected();
    }
    for (const auto& c : plan.claims) {
        pg::parameters p{c.action, c.description, c.path, c.method};
        const auto done = co_await tx.run(insert_claim, std::move(p));
        added += done.affected();
        if (done.affected() == 0 || plan.gets_every_claim.empty()) continue;
        co_await give_claim(tx, plan.gets_every_claim, c.action);
    }
    for (const auto& a : plan.assignments) added += co_await assign(tx, a, all.kept);
    all.anything = added > 0;
    if (all.anything) co_await tx.notify(rights_topic, tx.schema());
    co_return all;
}

task<std::vector<stale_claim>> prune_claims(pg::transaction& tx, const seed_plan& wanted,
                                            bool only_look) {
    co_await lock_seed(tx);
    pg::array_text actions;
    for (const auto& c : wanted.claims) actions.add(c.action);
    pg::parameters p{actions.text()};
    const auto found = co_await tx.run(select_stale, std::move(p));
    std::vector<stale_claim> stale;
    pg::array_text gone;
    for (std::size_t r = 0; r < found.size(); ++r) {
        gone.add(found.text(r, 0));
        stale.push_back({std::string{tx.schema()}, std::string{found.text(r, 0)},
                         found.integer(r, 1), found.id(r, 2)});
    }
    if (only_look || stale.empty()) co_return stale;
    pg::parameters those{gone.text()};
    co_await tx.run(delete_claims, std::move(those));
    co_await tx.notify(rights_topic, tx.schema());
    co_return stale;
}

}
