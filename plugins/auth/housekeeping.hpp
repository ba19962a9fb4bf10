// What has to be forgotten from time to time.
#pragma once
#include "handlers/auth_context.hpp"
#include <nucleus/async/recurring.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

/// Counted failures would pile up, one row for every name that somebody tried: hourly, those that
/// no longer count go. Lives on the control context.
class housekeeping {
public:
    housekeeping(const live_settings& settings, boost::asio::io_context& control,
                 pg::database& database, std::vector<std::string> schemas)
        : settings_{settings}
        , database_{database}
        , schemas_{std::move(schemas)}
        , hourly_{control, "authentication.housekeeping", std::chrono::hours{1},
                  [this] { return forget_failures(); }} {}

    void start() { hourly_.start(); }
    void stop() noexcept { hourly_.stop(); }

private:
    task<void> forget_failures();

    const live_settings& settings_;
    pg::database& database_;
    std::vector<std::string> schemas_;
    recurring hourly_;
};

}
