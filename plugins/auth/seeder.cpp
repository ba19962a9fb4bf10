#include "seeder.hpp"
#include "seeding.hpp"
#include "store/seed_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

task<void> seeder::seed() {
    auto plan = plan_seed(endpoints_, settings_.now()->authorization);
    for (const auto& doubt : plan.doubts)
        log::warn("authentication", doubt, {{"at", "authorization.seed.roleClaimAssignments"}});
    for (const auto& schema : schemas_) {
        const pg::call c{schema};
        const auto done = co_await pg::transact<&seed_rights>(database_, c, plan);
        if (done.anything)
            log::info("authentication", "roles and claims were added", {{"schema", schema}});
        for (const auto& one : done.kept)
            log::warn("authentication",
                      "the seed gives this claim another scope; what is there stays",
                      {{"schema", schema}, {"role and claim", one}});
    }
}

void seeder::seed_again() { in_background(control_, "authentication.seed", seed()); }

}
