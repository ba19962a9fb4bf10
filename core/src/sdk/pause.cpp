#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/async/pause.hpp>
#include <nucleus/clock.hpp>

namespace nucleus {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;

task<void> pause(asio::io_context& context, std::chrono::milliseconds time) {
    const asio::as_tuple_t<asio::use_awaitable_t<executor>> token;
    asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor> timer{context};
    timer.expires_after(time);
    co_await timer.async_wait(token);
}

}
