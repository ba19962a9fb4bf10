// What has to be forgotten from time to time.
#pragma once
#include "handlers/auth_context.hpp"
#include <nucleus/async/recurring.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

/// Hourly: counted failures that no longer count (one row for every name that somebody tried), and
/// sessions that ended a month ago. Lives on the control context.
class housekeeping {
public:
    housekeeping(const live_settings& settings, boost::asio::io_context& control,
                 pg::database& database, std::vector<std::string> schemas)
        : settings_{settings}
        , database_{database}
        , schemas_{std::move(schemas)}
        , hourly_{control, "authentication.housekeeping", std::chrono::hours{1},
                  [this] { return tidy(); }} {}

    void start() { hourly_.start(); }
    void stop() noexcept { hourly_.stop(); }

private:
    task<void> tidy();

    const live_settings& settings_;
    pg::database& database_;
    std::vector<std::string> schemas_;
    recurring hourly_;
};

}
