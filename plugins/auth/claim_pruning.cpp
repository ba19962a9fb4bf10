#include "claim_pruning.hpp"
#include "seeding.hpp"
#include "store/seed_store.hpp"
#include <algorithm>
#include <nucleus/describe.hpp>
#include <nucleus/json/json.hpp>
#include <nucleus/services/audit_trail.hpp>

namespace nucleus::auth {

namespace {

struct pruned {
    std::string action;
    std::int64_t grants = 0;
};
NUCLEUS_DESCRIBE(pruned, (action, "Its name"), (grants, "How often roles held it"))

task<std::vector<stale_claim>> prune_recorded(pg::transaction& tx, const seed_plan& wanted,
                                              bool only_look, audit_trail* trail) {
    auto stale = co_await prune_claims(tx, wanted, only_look);
    if (only_look || stale.empty() || trail == nullptr) co_return stale;
    std::vector<audited_row> rows;
    for (const auto& c : stale) rows.push_back({c.id, json::to_text(pruned{c.action, c.grants})});
    co_await trail->note(tx, "claims", "PRUNE", rows);
    co_return stale;
}

}

task<std::vector<stale_claim>> claim_pruning::prune(bool only_look) {
    std::vector<stale_claim> all;
    auto rules = settings_.now()->authorization;
    rules.auto_seed_claims = true; // whoever has made them, endpoints ask for them
    auto* const trail = context_.services.find<audit_trail>();
    const auto schemas = co_await context_.all_schemas();
    for (const auto& schema : schemas) {
        const bool tenant = std::ranges::find(context_.schemas, schema) == context_.schemas.end();
        const auto wanted = plan_seed(context_.catalog, rules, tenant);
        const pg::call c{schema};
        auto found =
            co_await pg::transact<&prune_recorded>(*context_.database, c, wanted, only_look, trail);
        for (auto& one : found) all.push_back(std::move(one));
    }
    co_return all;
}

}
