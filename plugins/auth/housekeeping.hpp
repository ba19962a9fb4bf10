// What has to be forgotten from time to time.
#pragma once
#include "domain/captcha_try.hpp"
#include "handlers/auth_context.hpp"
#include <nucleus/async/recurring.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

/// Hourly: counted failures that no longer count (one row for every name that somebody tried), and
/// sessions that ended a month ago. Each minute: captchas that were tried and are too old by now.
/// Lives on the control context.
class housekeeping {
public:
    housekeeping(const live_settings& settings, boost::asio::io_context& control,
                 pg::database& database, std::vector<std::string> schemas)
        : settings_{settings}
        , database_{database}
        , schemas_{std::move(schemas)}
        , hourly_{control, "authentication.housekeeping", std::chrono::hours{1},
                  [this] { return tidy(); }}
        , captchas_{control, "authentication.captcha", spent_mark::period_length,
                    [this] { return forget_captchas(); }} {}

    void start() {
        hourly_.start();
        if (settings_.now()->authentication.captcha.enabled) captchas_.start();
    }
    void stop() noexcept {
        hourly_.stop();
        captchas_.stop();
    }

private:
    task<void> tidy();
    task<void> forget_captchas();

    const live_settings& settings_;
    pg::database& database_;
    std::vector<std::string> schemas_;
    recurring hourly_, captchas_;
};

}
