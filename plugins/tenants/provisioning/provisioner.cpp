#include "provisioning/provisioner.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/async/sleep.hpp>
#include <nucleus/log.hpp>

namespace nucleus::tenants {

using namespace std::chrono_literals;

namespace {

/// Crashes count as well: what kills the server three times is not tried a fourth time.
constexpr int most_attempts = 3;
constexpr auto longest_stop = 10s;

std::chrono::seconds pause_after(int attempts) { return std::chrono::seconds{2 * attempts}; }

/// The tenant is active, and has its administrator and what it begins with: all or nothing.
task<bool> finish(pg::transaction& tx, const tenant_claim& c, int version,
                  std::optional<std::chrono::seconds> to_confirm, const activation& a,
                  administrators& admins, const row_seeder* seeder, const seed_rows& rows) {
    const auto active = co_await a.activate(tx, c, version, to_confirm);
    if (!active) co_return false;
    auto who = c.admin;
    who.confirm_before = active->confirm_before;
    co_await admins.appoint(tx, who);
    if (seeder && c.seed) co_await seeder->sow(tx, rows);
    co_return true;
}

}

provisioner::provisioner(const live_settings& settings, resolution& known, administrators& admins,
                         const row_seeder* seeder, making how)
    : settings_{settings}
    , known_{known}
    , admins_{admins}
    , seeder_{seeder}
    , how_{std::move(how)}
    , activation_{how_.home}
    , rounds_{how_.control, "tenants.provisioning", 1s, [this] { return round(); }} {}

void provisioner::start() { rounds_.start(); }

void provisioner::look() { in_background(how_.control, "tenants.provisioning", round()); }

task<void> provisioner::stop() {
    stopping_ = true;
    rounds_.stop();
    const auto until = steady::now() + longest_stop;
    while (busy_ && steady::now() < until) co_await sleep_until(steady::now() + 20ms);
}

/// One round at a time; who comes meanwhile has the one under way look once more.
task<void> provisioner::round() {
    more_ = true;
    if (busy_) co_return;
    busy_ = true;
    const std::unique_ptr<bool, void (*)(bool*)> rest{&busy_, [](bool* b) { *b = false; }};
    while (more_ && !stopping_) {
        more_ = false;
        auto next = co_await claim_unmade(how_.database, how_.home);
        if (!next) continue;
        more_ = true;
        co_await work(std::move(*next));
    }
}

task<void> provisioner::work(tenant_claim c) {
    std::string reason;
    try {
        if (c.attempts > most_attempts)
            reason = "the server has died each time";
        else
            co_await make(c);
    } catch (const std::exception& e) {
        reason = e.what();
    }
    if (reason.empty()) co_return;
    if (c.attempts < most_attempts)
        co_await give_back(std::move(c), std::move(reason));
    else
        co_await take_back(std::move(c), std::move(reason));
}

task<void> provisioner::make(tenant_claim c) {
    log::info("tenants", "being made",
              {{"tenant", c.subdomain}, {"id", c.id.text()}, {"attempt", c.attempts}});
    const auto version = co_await how_.versions.current();
    co_await how_.make(c, table_changes::safe);
    const pg::call call{c.schema};
    const auto s = settings_.now();
    std::optional<std::chrono::seconds> to_confirm;
    if (!c.admin.address_proven && s->confirm_within)
        to_confirm = std::chrono::ceil<std::chrono::seconds>(*s->confirm_within);
    const bool done =
        co_await pg::transact<&finish>(how_.database, call, c, version.number, to_confirm,
                                       activation_, admins_, seeder_, s->config.seed);
    if (!done) {
        log::warn("tenants", "somebody else goes on with it", {{"tenant", c.subdomain}});
        co_return;
    }
    co_await known_.forget(c.id);
    log::info("tenants", "made", {{"tenant", c.subdomain}, {"id", c.id.text()}});
}

task<void> provisioner::give_back(tenant_claim c, std::string reason) {
    const auto pause = pause_after(c.attempts);
    log::warn("tenants", "not made, it will be tried again",
              {{"tenant", c.subdomain},
               {"attempts", c.attempts},
               {"seconds", pause.count()},
               {"reason", reason}});
    co_await put_off(how_.database, how_.home, c, std::move(reason), pause);
}

task<void> provisioner::take_back(tenant_claim c, std::string reason) {
    std::string stuck;
    bool ours = true;
    try {
        ours = co_await how_.take_back(c);
    } catch (const std::exception& e) {
        stuck = e.what();
    }
    if (!ours) {
        log::warn("tenants", "somebody else goes on with it", {{"tenant", c.subdomain}});
        co_return;
    }
    log::error("tenants",
               stuck.empty() ? "given up; nothing of it is left"
                             : "given up, and what was made of it could not be removed",
               {{"tenant", c.subdomain},
                {"attempts", c.attempts},
                {"reason", reason},
                {"remains", stuck}});
    if (!stuck.empty())
        co_await mark_failed(how_.database, how_.home, c, reason + "; then: " + stuck);
}

}
