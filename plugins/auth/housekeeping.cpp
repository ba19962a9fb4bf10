#include "housekeeping.hpp"
#include "store/failure_store.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;

void housekeeping::start() { asio::co_spawn(control_, run(shared_from_this()), asio::detached); }

void housekeeping::stop() {
    stopped_ = true;
    timer_.cancel();
}

task<void> housekeeping::run(std::shared_ptr<housekeeping>) {
    const asio::as_tuple_t<asio::use_awaitable_t<executor>> token;
    while (!stopped_) {
        for (const auto& schema : schemas_) {
            auto forgotten = forget_failures(schema);
            co_await std::move(forgotten);
        }
        if (stopped_) co_return;
        timer_.expires_after(std::chrono::hours{1});
        co_await timer_.async_wait(token);
    }
}

/// A database that is away is no news: the next hour will do.
task<void> housekeeping::forget_failures(std::string schema) {
    const auto now =
        std::chrono::time_point_cast<instant::duration>(std::chrono::system_clock::now());
    const auto kept = settings_.now()->authentication.lockout.duration;
    const pg::call call{schema};
    try {
        co_await prune_failures(database_, call, instant{now - kept});
    } catch (const std::exception& e) {
        log::debug("authentication.housekeeping", "put off", {{"reason", e.what()}});
    }
}

}
