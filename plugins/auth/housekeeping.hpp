// What has to be forgotten from time to time.
#pragma once
#include "handlers/auth_context.hpp"
#include <boost/asio/basic_waitable_timer.hpp>
#include <memory>
#include <string>
#include <vector>

namespace nucleus::auth {

/// Counted failures would pile up, one row for every name that somebody tried: hourly, those that
/// no longer count go. Lives on the control context.
class housekeeping : public std::enable_shared_from_this<housekeeping> {
public:
    housekeeping(const live_settings& settings, boost::asio::io_context& control,
                 pg::database& database, std::vector<std::string> schemas)
        : settings_{settings}
        , control_{control}
        , database_{database}
        , schemas_{std::move(schemas)}
        , timer_{control} {}

    void start();
    void stop();

private:
    task<void> run(std::shared_ptr<housekeeping> self);
    task<void> forget_failures(std::string schema);

    const live_settings& settings_;
    boost::asio::io_context& control_;
    pg::database& database_;
    std::vector<std::string> schemas_;
    bool stopped_ = false;
    boost::asio::basic_waitable_timer<steady, boost::asio::wait_traits<steady>,
                                      boost::asio::io_context::executor_type>
        timer_;
};

}
