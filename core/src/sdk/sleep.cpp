#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/async/sleep.hpp>

namespace nucleus {

task<void> sleep_until(steady::time_point t) {
    using executor = boost::asio::io_context::executor_type;
    constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<executor>> completion;
    const executor here = co_await boost::asio::this_coro::executor;
    boost::asio::basic_waitable_timer<steady, boost::asio::wait_traits<steady>, executor> timer{
        here, t};
    (void)co_await timer.async_wait(completion);
}

}
