// What has to be forgotten from time to time.
#pragma once
#include "domain/captcha_try.hpp"
#include "handlers/auth_context.hpp"
#include <nucleus/async/recurring.hpp>
#include <nucleus/pg/rounds.hpp>
#include <nucleus/plugin.hpp>

namespace nucleus::auth {

/// Hourly, on one of all nodes: counted failures that no longer count (one row for every name that
/// somebody tried), sessions and keys that ended a month ago, and captchas that were tried and are
/// too old by now. These each minute as well, where this node has marked any since the last one:
/// what a flood of them fills is bounded by that. Every few seconds it is written down how often
/// keys were used. Lives on the control context.
class housekeeping {
public:
    housekeeping(const live_settings& settings, key_uses& uses, tried_schemas& tried,
                 boost::asio::io_context& control, pg::database& database,
                 const start_context& context)
        : settings_{settings}
        , uses_{uses}
        , tried_{tried}
        , database_{database}
        , context_{context}
        , hourly_{control, "authentication.housekeeping", pg::between_looks,
                  [this] { return tidy(); }}
        , captchas_{control, "authentication.captcha", spent_mark::period_length,
                    [this] { return forget_captchas(); }}
        , keys_{control, "authentication.api_keys", std::chrono::seconds{5},
                [this] { return uses_.write_down(database_); }} {}

    void start() {
        hourly_.start();
        if (settings_.now()->authentication.captcha.enabled) captchas_.start();
        if (settings_.now()->authentication.api_keys.enabled) keys_.start();
    }
    task<void> stop() noexcept;

private:
    task<void> tidy();
    task<void> forget_captchas();

    const live_settings& settings_;
    key_uses& uses_;
    tried_schemas& tried_;
    pg::database& database_;
    const start_context& context_;
    recurring hourly_, captchas_, keys_;
};

}
