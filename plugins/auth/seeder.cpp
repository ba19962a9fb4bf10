#include "seeder.hpp"
#include "store/seed_store.hpp"
#include <algorithm>
#include <nucleus/log.hpp>

namespace nucleus::auth {

task<void> seeder::seed(std::string schema) {
    const bool tenant = std::ranges::find(schemas_, schema) == schemas_.end();
    const auto plan = plan_for(tenant);
    if (schema == schemas_.front())
        for (const auto& doubt : plan.doubts)
            log::warn("authentication", doubt, {{"at", "authorization.seed.roleClaimAssignments"}});
    const pg::call c{schema};
    const auto done = co_await pg::transact<&seed_rights>(database_, c, plan);
    if (done.anything)
        log::info("authentication", "roles and claims were added", {{"schema", schema}});
    for (const auto& one : done.kept)
        log::warn("authentication", "the seed gives this claim another scope; what is there stays",
                  {{"schema", schema}, {"role and claim", one}});
}

std::string seeder::seeds_of_tenants() const { return text_of(plan_for(true)); }

task<void> seeder::seed_all() {
    for (const auto& schema : schemas_) co_await seed(schema);
}

void seeder::seed_again() { in_background(control_, "authentication.seed", seed_all()); }

}
