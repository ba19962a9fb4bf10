#include "provisioning/remover.hpp"
#include <nucleus/log.hpp>

namespace nucleus::tenants {

remover::remover(const live_settings& settings, resolution& known, schema_keeper& keeper,
                 boost::asio::io_context& control, pg::database& database, std::string home)
    : settings_{settings}
    , known_{known}
    , keeper_{keeper}
    , db_{database}
    , home_{std::move(home)}
    , rounds_{control, "tenants.removal", std::chrono::seconds{5}, [this] { return round(); }} {}

task<void> remover::round() {
    for (bool more = true; more;) {
        const auto s = settings_.now();
        const auto grace = std::chrono::ceil<std::chrono::seconds>(s->config.deletion_grace);
        auto next = co_await claim_dead(db_, home_, grace);
        more = next.has_value();
        if (more) co_await finish(std::move(*next));
    }
}

task<bool> remover::remove(uuid id) {
    auto it = co_await claim_dead(db_, home_, id);
    if (!it) co_return false;
    co_await finish(std::move(*it));
    co_return true;
}

task<void> remover::finish(tenant_claim c) {
    auto removing = keeper_.remove(c.schema);
    co_await std::move(removing);
    const pg::call call{home_};
    co_await pg::transact<&discard_dead>(db_, call, c);
    co_await known_.forget(c.id);
    log::info("tenants", "removed", {{"tenant", c.subdomain}, {"id", c.id.text()}});
}

}
