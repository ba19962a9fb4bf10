#include "housekeeping.hpp"
#include "store/api_key_store.hpp"
#include "store/approval_store.hpp"
#include "store/captcha_store.hpp"
#include "store/device_store.hpp"
#include "store/failure_store.hpp"
#include "store/invitation_store.hpp"
#include "store/link_table.hpp"
#include "store/session_store.hpp"
#include <nucleus/log.hpp>
#include <nucleus/pg/each_schema.hpp>

namespace nucleus::auth {

namespace {
/// How long it can be told that there was a session.
constexpr std::chrono::days history{30};
/// How long a client can still be told that its sign-in was not approved.
constexpr std::chrono::hours undecided_kept{24};
}

task<void> housekeeping::stop() noexcept {
    hourly_.stop();
    captchas_.stop();
    keys_.stop();
    try {
        co_await uses_.write_down(database_);
    } catch (const std::exception& e) {
        log::warn("authentication.api_keys", "how often keys were used last is lost",
                  {{"reason", e.what()}});
    }
}

namespace {

struct tidying {
    pg::database& database;
    instant now, failures_before;
    pg::round& round;
};

task<void> tidy_one(const std::string& schema, const tidying& t) {
    const pg::call call{schema};
    auto& database = t.database;
    co_await t.round.goes_on();
    co_await prune_failures(database, call, t.failures_before);
    const instant sessions_before{t.now - history};
    co_await expire_waiting(database, call, t.now, undecided_kept);
    co_await prune_sessions(database, call, sessions_before);
    co_await prune_api_keys(database, call, sessions_before);
    co_await prune_devices(database, call, sessions_before);
    co_await prune_invitations(database, call, sessions_before);
    for (const auto* links :
         {&link_table::password_resets(), &link_table::magic_links(), &link_table::email_changes()})
        co_await links->prune(database, call, sessions_before);
}

task<void> forget_captchas_of(const std::string& schema, pg::database& database,
                              const std::int64_t& before, std::optional<pg::round>& round) {
    const pg::call call{schema};
    if (round) co_await round->goes_on();
    co_await prune_spent(database, call, before);
}

}

/// When the database goes away the round is not said to be done, and comes again.
task<void> housekeeping::tidy() {
    const pg::call home{context_.schemas.front()};
    auto round = co_await pg::begin_round(database_, home, "authentication.housekeeping");
    if (!round) co_return;
    const auto now = clock{}.now();
    const tidying t{database_, now, now - settings_.now()->authentication.lockout.duration, *round};
    auto schemas = co_await context_.all_schemas();
    co_await pg::each_schema<&tidy_one>(std::move(schemas), "authentication.housekeeping", t);
    co_await round->done();
}

task<void> housekeeping::forget_captchas() {
    const auto before = oldest_period(clock{}.now());
    const pg::call home{context_.schemas.front()};
    auto round = co_await pg::begin_round(database_, home, "authentication.captcha");
    auto schemas = tried_.take();
    if (round) schemas = co_await context_.all_schemas();
    co_await pg::each_schema<&forget_captchas_of>(std::move(schemas), "authentication.captcha",
                                                  database_, before, round);
    if (round) co_await round->done();
}

}
