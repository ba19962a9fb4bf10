#include "pg/session_source.hpp"
#include "pg/back_off.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/log.hpp>

namespace nucleus::pg {

namespace {
namespace asio = boost::asio;
using executor = asio::io_context::executor_type;
using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;
constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> completion;
constexpr std::chrono::seconds connect_limit{5};
/// A connection that did not last so long tells of a server that has trouble.
constexpr std::chrono::seconds short_life{1};
}

task<std::shared_ptr<session>> session_source::try_open(session_options o) {
    if (short_lived_ > 0) co_await sleep_until(last_loss_ + back_off(short_lived_, chance()));
    if (stopped_) co_return nullptr;
    const auto most_prepared = o.most_prepared;
    auto opening = open_connection(io_, std::move(o), connect_limit);
    auto made = co_await std::move(opening);
    if (!made.connection) {
        if (failures_++ == 0 && !stopped_)
            log::warn("pg", "the database cannot be reached; trying again",
                      {{"database", name_}, {"reason", made.problem}});
        co_return nullptr;
    }
    if (std::exchange(failures_, 0) > 0)
        log::info("pg", "the database is back", {{"database", name_}});
    if (std::exchange(lost_, false)) reconnects_.add();
    co_return std::make_shared<session>(io_, std::move(made.connection), most_prepared);
}

task<void> session_source::wait_before_next() {
    if (down()) co_await sleep_until(steady::now() + back_off(failures_, chance()));
}

/// In short naps: stop(), and another's success after a failure, end it.
task<void> session_source::sleep_until(steady::time_point until) {
    timer pause{io_};
    const bool was_down = down();
    while (!stopped_ && down() == was_down && steady::now() < until) {
        pause.expires_at(std::min(until, steady::now() + std::chrono::milliseconds{50}));
        co_await pause.async_wait(completion);
    }
}

void session_source::stop() { stopped_ = true; }

void session_source::lost(std::string_view what, steady::time_point opened) {
    lost_ = true;
    last_loss_ = steady::now();
    short_lived_ = last_loss_ - opened < short_life ? short_lived_ + 1 : 0;
    log::debug("pg", "connection lost", {{"database", name_}, {"connection", what}});
}

}
