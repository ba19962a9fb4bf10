#include "claim_pruning.hpp"
#include "seeding.hpp"
#include "store/seed_store.hpp"
#include <algorithm>

namespace nucleus::auth {

task<std::vector<stale_claim>> claim_pruning::prune(bool only_look) {
    std::vector<stale_claim> all;
    auto rules = settings_.now()->authorization;
    rules.auto_seed_claims = true; // whoever has made them, endpoints ask for them
    const auto schemas = co_await context_.all_schemas();
    for (const auto& schema : schemas) {
        const bool tenant = std::ranges::find(context_.schemas, schema) == context_.schemas.end();
        const auto wanted = plan_seed(context_.catalog, rules, tenant);
        const pg::call c{schema};
        auto found = co_await pg::transact<&prune_claims>(*context_.database, c, wanted, only_look);
        for (auto& one : found) all.push_back(std::move(one));
    }
    co_return all;
}

}
