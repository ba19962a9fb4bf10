#include "abandoned_tenants.hpp"
#include <nucleus/log.hpp>

namespace nucleus::tenants {

namespace {

/// Whether it may go; else it is looked at no more, or somebody is at work on it.
task<bool> release(pg::transaction& tx, const tenants_context& t, unproven_tenant u) {
    const bool inhabited = co_await t.admins->is_inhabited(tx, u.schema);
    if (inhabited) {
        co_await note_proven(tx, u.id);
        co_await tx.commit();
        co_return false;
    }
    const bool gone = co_await discard_unproven(tx, u.id);
    if (gone) {
        audited_row row{u.id};
        co_await record(tx, t, nullptr, "DELETE", std::move(row));
    }
    co_return gone;
}

}

abandoned_tenants::abandoned_tenants(const tenants_context& t, schema_removal& removal,
                                     boost::asio::io_context& control, pg::database& database,
                                     std::string home)
    : context_{t}
    , removal_{removal}
    , db_{database}
    , home_{std::move(home)}
    , rounds_{control, "tenants.abandoned", std::chrono::seconds{5}, [this] { return round(); }} {}

task<void> abandoned_tenants::round() {
    const auto due = co_await find_unproven(db_, home_);
    for (const auto& u : due) {
        std::string reason;
        try {
            co_await decide(u);
        } catch (const std::exception& e) {
            reason = e.what();
        }
        if (reason.empty()) continue;
        log::warn("tenants", "whether anybody has been there is looked at later",
                  {{"tenant", u.subdomain}, {"reason", reason}});
        co_await rest_unproven(db_, home_, u.id);
    }
}

task<void> abandoned_tenants::decide(unproven_tenant u) {
    auto removing = removal_.remove(
        u.schema, [&t = context_, u](pg::transaction& tx) { return release(tx, t, u); });
    const bool gone = co_await std::move(removing);
    if (!gone) co_return;
    co_await context_.known->forget(u.id);
    log::info("tenants", "nobody has confirmed an address there in time: it is removed",
              {{"tenant", u.subdomain}, {"id", u.id.text()}});
}

}
