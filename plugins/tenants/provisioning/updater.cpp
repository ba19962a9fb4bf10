#include "provisioning/updater.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/async/sleep.hpp>
#include <nucleus/log.hpp>

namespace nucleus::tenants {

using namespace std::chrono_literals;

namespace {

/// Until one that has failed is tried again by a server that runs, and until others are tried when
/// the first ones have failed.
constexpr std::chrono::seconds rest_after_failure{60};
constexpr auto pause = 10ms;

/// One place in a rollout, given back in the end.
struct turn {
    rollout& of;
    std::optional<bool> well{}; ///< none: there was nobody to begin with
    explicit turn(rollout& r)
        : of{r} {}
    ~turn() { well ? of.ended(*well) : of.withdrawn(); }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
};

}

/// One round.
struct updater::run {
    int version;
    std::optional<uuid> only;
    table_changes allowed;
    rollout plan;
    told tell;
    bool nothing_left = false;
};

updater::updater(const live_settings& settings, resolution& known, making how)
    : settings_{settings}
    , known_{known}
    , how_{std::move(how)}
    , rounds_{how_.control, "tenants.migration", 5s, [this] { return look(); }} {}

void updater::start() { rounds_.start(); }

task<void> updater::look() {
    if (steady::now() < not_before_) co_return;
    const bool superseded = co_await how_.keeper.is_superseded();
    if (superseded && !superseded_)
        log::warn("tenants",
                  "a newer nucleusd has changed the first schema: tenants are left to it");
    superseded_ = superseded;
    if (superseded) co_return;
    const auto seen = co_await round({}, table_changes::safe, {});
    if (seen.halted()) not_before_ = steady::now() + rest_after_failure;
}

task<rollout> updater::round(std::optional<uuid> only, table_changes allowed, told tell) {
    if (busy_) co_return rollout{0};
    busy_ = true;
    const std::unique_ptr<bool, void (*)(bool*)> rest{&busy_, [](bool* b) { *b = false; }};
    const auto most = static_cast<std::size_t>(settings_.now()->config.migration.parallel);
    const auto version = co_await how_.versions.current();
    const auto r =
        std::make_shared<run>(run{version.number, only, allowed, rollout{most}, std::move(tell)});
    while (!(r->nothing_left || r->plan.halted()) || r->plan.running() > 0) {
        if (r->plan.may_begin() && !r->nothing_left) {
            r->plan.begun();
            in_background(how_.control, "tenants.migration", take(r));
        }
        co_await sleep_until(steady::now() + pause);
    }
    co_await known_.take_stock();
    if (r->plan.done() + r->plan.failed() == 0) co_return r->plan;
    log::info("tenants",
              r->plan.halted() ? "the first ones could not be brought up to date: the "
                                 "others are left as they are"
                               : "brought up to date",
              {{"done", r->plan.done()}, {"failed", r->plan.failed()}});
    co_return r->plan;
}

/// One tenant, if there is one.
task<void> updater::take(std::shared_ptr<run> r) {
    turn mine{r->plan};
    r->nothing_left = true; // unless there is one; also when nobody can tell
    const auto next = co_await claim_outdated(how_.database, how_.home, r->version, r->only);
    if (!next) co_return;
    r->nothing_left = false;
    mine.well = false;
    std::string reason;
    try {
        co_await bring(r, *next);
    } catch (const std::exception& e) {
        reason = e.what();
    }
    mine.well = reason.empty();
    if (r->tell) r->tell(next->subdomain, reason);
    if (reason.empty()) co_return;
    log::error("tenants", "not brought up to date, it will be tried again",
               {{"tenant", next->subdomain}, {"reason", reason}});
    co_await put_off(how_.database, how_.home, *next, reason, rest_after_failure);
}

task<void> updater::bring(std::shared_ptr<run> r, tenant_claim c) {
    const pg::call call{how_.home};
    bool ours = true;
    if (r->allowed == table_changes::destructive) {
        ours = co_await pg::transact<&forget_versions>(how_.database, call, c);
        co_await known_.forget(c.id);
    }
    if (ours) {
        co_await how_.make(c, r->allowed);
        ours = co_await pg::transact<&note_updated>(how_.database, call, c, r->version);
    }
    if (!ours) throw std::runtime_error("somebody else goes on with it");
    co_await known_.forget(c.id);
    log::info("tenants", "up to date", {{"tenant", c.subdomain}});
}

}
