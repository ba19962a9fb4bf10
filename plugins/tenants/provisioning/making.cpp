#include "provisioning/making.hpp"
#include <nucleus/async/recurring.hpp>
#include <utility>

namespace nucleus::tenants {

namespace {

/// How often steps are told of: far more often than a claim has to be renewed.
constexpr std::chrono::milliseconds telling{500};

/// Steps that were made and not told of yet.
struct progress {
    pg::database& database;
    std::string home;
    tenant_claim of;
    std::vector<made_step> steps{};
};

/// May run twice at a time: what one tells, the other does not.
task<void> tell(std::shared_ptr<progress> p) {
    auto steps = std::exchange(p->steps, {});
    co_await renew(p->database, p->home, p->of, std::move(steps));
}

}

task<void> making::make(tenant_claim c, table_changes allowed) const {
    const auto p = std::make_shared<progress>(progress{database, home, c});
    recurring teller{control, "tenants.progress", telling, [p] { return tell(p); }};
    teller.start();
    auto work = keeper.make(
        c.schema, allowed, [c](pg::transaction& tx) { return is_ours(tx, c); },
        [p](std::string_view step) { p->steps.push_back({uuid::v7(), std::string{step}}); });
    co_await std::move(work);
    teller.stop();
    co_await tell(p);
}

task<bool> making::take_back(tenant_claim c) const {
    auto removing =
        removal.remove(c.schema, [c](pg::transaction& tx) { return discard_unmade(tx, c); });
    const bool ours = co_await std::move(removing);
    co_return ours;
}

}
