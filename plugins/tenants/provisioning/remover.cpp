#include "provisioning/remover.hpp"
#include <nucleus/log.hpp>

namespace nucleus::tenants {

namespace {

/// Until one that was in use is tried again.
constexpr std::chrono::seconds rest_after_failure{60};

}

remover::remover(const live_settings& settings, resolution& known, schema_removal& removal,
                 boost::asio::io_context& control, pg::database& database, std::string home)
    : settings_{settings}
    , known_{known}
    , removal_{removal}
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

task<result<void>> remover::remove(uuid id) {
    auto it = co_await claim_dead(db_, home_, id);
    if (!it)
        co_return error{nucleus::errors::conflict,
                        "Somebody is at work on this tenant just now: try again in a minute."};
    const auto reason = co_await finish(std::move(*it));
    if (!reason.empty())
        co_return error{
            nucleus::errors::conflict,
            "The tenant cannot be removed yet, which a server will try again: " + reason + "."};
    co_return result<void>{};
}

task<std::string> remover::finish(tenant_claim c) {
    std::string reason;
    bool ours = false;
    try {
        auto removing =
            removal_.remove(c.schema, [c](pg::transaction& tx) { return discard_dead(tx, c); });
        ours = co_await std::move(removing);
    } catch (const std::exception& e) {
        reason = e.what();
    }
    if (!reason.empty()) {
        log::warn("tenants", "not removed, it will be tried again",
                  {{"tenant", c.subdomain}, {"reason", reason}});
        co_await put_off(db_, home_, c, reason, rest_after_failure);
    } else if (ours) {
        co_await known_.forget(c.id);
        log::info("tenants", "removed", {{"tenant", c.subdomain}, {"id", c.id.text()}});
    } else {
        log::warn("tenants", "somebody else removes it", {{"tenant", c.subdomain}});
    }
    co_return reason;
}

}
