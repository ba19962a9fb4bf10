#include "seeding/sower.hpp"
#include "domain/seed_plan.hpp"
#include <stdexcept>

namespace nucleus::crud {

void check_seed(const config_snapshot& config, const seed_rows& rows, std::vector<fault>& found) {
    const auto declared =
        make_entities(config.get<entities_config>("entities"), config.get<crud_config>("crud"));
    static_cast<void>(plan_seed(declared, rows, found));
}

task<void> sower::sow(pg::transaction& tx, const seed_rows& rows) const {
    std::vector<fault> found;
    auto plan = plan_seed(entities_, rows, found);
    if (!found.empty()) throw std::runtime_error(found.front().path + " " + found.front().message);
    for (auto& step : plan) {
        std::vector<planned_write*> writes;
        for (auto& row : step.rows) writes.push_back(&row);
        co_await store_of(*step.of).insert(tx, writes, std::nullopt, answers::ids);
    }
}

const bulk_store& sower::store_of(const entity& e) const {
    const auto at = std::ranges::find_if(endpoints_, [&](const auto& ep) { return &ep->of == &e; });
    if (at == endpoints_.end()) throw std::logic_error("an entity without endpoints");
    return (*at)->bulk;
}

}
