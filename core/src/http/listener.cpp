#include "http/listener.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <nucleus/log.hpp>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace nucleus::http {

namespace asio = boost::asio;

namespace {

constexpr asio::as_tuple_t<asio::use_awaitable_t<asio::io_context::executor_type>> completion;

asio::ip::tcp family_of(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::system_error(errno, std::generic_category(),
                                "the listening socket is not usable");
    return address.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
}

int duplicate(int fd) {
    const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        throw std::system_error(errno, std::generic_category(),
                                "cannot duplicate the listening socket");
    return copy;
}

/// Told without a worker: there are enough connections as it is.
void turn_away(connection::socket_type& socket) {
    constexpr std::string_view body =
        R"({"success":false,"code":"overloaded","message":"There are too many connections; try again shortly."})";
    static const std::string answer =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
        "Retry-After: 1\r\nConnection: close\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
    const int fd = socket.native_handle();
    (void)::send(fd, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(fd, SHUT_WR);
    char dropped[4096];
    (void)::recv(fd, dropped, sizeof dropped,
                 MSG_DONTWAIT); // unread input would turn the close into a reset
}

}

listener::listener(std::shared_ptr<deal> to, asio::io_context& control, int fd, bool admin)
    : deal_{std::move(to)}
    , acceptor_{control, family_of(fd), duplicate(fd)}
    , admin_{admin} {}

int listener::port() const { return acceptor_.local_endpoint().port(); }

void listener::start() {
    asio::co_spawn(acceptor_.get_executor(), accept(),
                   [self = shared_from_this()](std::exception_ptr) {});
}

void listener::stop() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

task<void> listener::accept() {
    using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;
    while (acceptor_.is_open()) {
        auto& to = deal_->workers[deal_->next++ % deal_->workers.size()];
        auto [failed, socket] = co_await acceptor_.async_accept(to->io, completion);
        if (failed == asio::error::operation_aborted || failed == asio::error::bad_descriptor)
            co_return;
        if (failed) { // out of descriptors, mostly: wait for some to be closed
            if (failed != asio::error::connection_aborted)
                log::warn("http", "cannot accept a connection", {{"reason", failed.message()}});
            timer pause{acceptor_.get_executor(), std::chrono::milliseconds{50}};
            co_await pause.async_wait(completion);
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        try {
            take(std::move(socket), to);
        } catch (const std::exception& e) { // one socket is lost, the next may be fine
            log::warn("http", "a connection could not be served", {{"reason", e.what()}});
        }
    }
}

void listener::take(connection::socket_type socket, const std::shared_ptr<serving_worker>& to) {
    const bool full = deal_->site->open.load(std::memory_order_relaxed) >= deal_->max_connections;
    if (admin_ || !full)
        hand_over(std::move(socket), to);
    else if (!deal_->secure) // a TLS client could not read it
        turn_away(socket);
}

void listener::hand_over(connection::socket_type socket, std::shared_ptr<serving_worker> to) {
    auto& io = to->io;
    const int fd = socket.native_handle();
    const bool admin = admin_;
    auto bytes = admin ? std::make_unique<transport>(fd) : deal_->wrap(fd);
    asio::post(io, [to = std::move(to), place = open_place{deal_->site}, socket = std::move(socket),
                    bytes = std::move(bytes), admin]() mutable {
        std::make_shared<connection>(std::move(to), std::move(place), std::move(socket),
                                     std::move(bytes), admin)
            ->start();
    });
}

}
