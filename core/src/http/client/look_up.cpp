#include "http/client/look_up.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

namespace nucleus::http {

namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using executor = asio::io_context::executor_type;
constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> completion;

/// Shared with the question, which may be answered when nobody waits any more.
struct question {
    explicit question(const executor& e)
        : resolver{e}
        , over{e} {}
    asio::ip::basic_resolver<tcp, executor> resolver;
    asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor> over;
    endpoints found;
};

task<void> ask(std::shared_ptr<question> q, std::string host, std::string port) {
    const auto [failed, results] = co_await q->resolver.async_resolve(host, port, completion);
    if (!failed)
        for (const auto& r : results) q->found.push_back(r.endpoint());
    q->over.cancel();
}

}

task<endpoints> look_up(std::string host, std::string port, steady::time_point until) {
    boost::system::error_code is_name;
    const auto address = asio::ip::make_address(host, is_name);
    if (!is_name) {
        std::uint16_t number = 0;
        std::from_chars(port.data(), port.data() + port.size(), number);
        co_return endpoints{{address, number}};
    }
    const executor here = co_await asio::this_coro::executor;
    auto q = std::make_shared<question>(here);
    q->over.expires_at(until);
    asio::co_spawn(here, ask(q, std::move(host), std::move(port)), asio::detached);
    (void)co_await q->over.async_wait(completion);
    q->resolver.cancel(); // what has not begun never will
    co_return std::exchange(q->found, {});
}

}
