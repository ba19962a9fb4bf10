#include "claim_pruning.hpp"
#include "seeding.hpp"
#include "store/seed_store.hpp"

namespace nucleus::auth {

task<std::vector<stale_claim>> claim_pruning::prune(bool only_look) {
    std::vector<stale_claim> all;
    if (schemas_.empty()) co_return all;
    auto rules = settings_.now()->authorization;
    rules.auto_seed_claims = true; // whoever has made them, endpoints ask for them
    const auto wanted = plan_seed(endpoints_, rules);
    for (const auto& schema : schemas_) {
        const pg::call c{schema};
        auto found = co_await pg::transact<&prune_claims>(*database_, c, wanted, only_look);
        for (auto& one : found) all.push_back(std::move(one));
    }
    co_return all;
}

}
