#include "seeder.hpp"
#include "seeding.hpp"
#include "store/seed_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

task<void> seeder::seed() {
    auto plan = plan_seed(endpoints_, settings_.now()->authorization);
    for (const auto& schema : schemas_) {
        const pg::call c{schema};
        const bool added = co_await pg::transact<&seed_rights>(database_, c, plan);
        if (added) log::info("authentication", "roles and claims were added", {{"schema", schema}});
    }
}

void seeder::seed_again() { in_background(control_, "authentication.seed", seed()); }

}
