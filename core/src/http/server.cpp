#include "http/server.hpp"
#include "http/listener.hpp"
#include "http/settings.hpp"
#include "http/tls_transport.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace nucleus::http {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct server::state {
    explicit state(server_parts p)
        : shared{std::make_shared<site>(std::move(p))}
        , dealt{std::make_shared<deal>()} {}

    std::shared_ptr<site> shared;
    std::shared_ptr<deal> dealt;
    std::vector<std::shared_ptr<http::listener>> listeners;
    int port = 0; ///< of the public listener

    /// Runs `f` on every worker's thread, without waiting.
    void everywhere(void (*f)(serving_worker&)) {
        for (auto& w : dealt->workers) asio::post(w->io, [w, f] { f(*w); });
    }
    void publish() {
        for (auto& w : dealt->workers) {
            auto fresh = make_settings(*shared->parts.config, port); // one each: nothing shared
            dealt->max_connections = fresh->max_connections;
            asio::post(w->io, [w, fresh]() mutable { w->with = std::move(fresh); });
        }
    }
};

server::server(server_parts parts)
    : state_{std::make_unique<state>(std::move(parts))} {
    auto& s = *state_;
    for (std::size_t i = 0; i < s.shared->parts.workers.size(); ++i) {
        auto with = make_settings(*s.shared->parts.config, 0);
        s.dealt->max_connections = with->max_connections;
        s.dealt->workers.push_back(std::make_shared<serving_worker>(s.shared, i, std::move(with)));
        s.dealt->workers.back()->start();
    }
    s.dealt->site = s.shared;
    const auto& files = s.shared->parts.config->get<config::server_config>("server").tls;
    if (files) {
        s.dealt->wrap = [with = std::make_shared<tls_identity>(*files)](int fd) {
            return with->wrap(fd);
        };
        s.dealt->secure = true;
    } else {
        s.dealt->wrap = [](int fd) { return std::make_unique<transport>(fd); };
    }
    s.shared->parts.metrics->make_gauge(
        "nucleus_http_connections", "Open connections.", [shared = s.shared] {
            return static_cast<double>(shared->open.load(std::memory_order_relaxed));
        });
}

server::~server() {
    for (auto& l : state_->listeners) l->stop();
    state_->everywhere([](serving_worker& w) { w.stop(); });
}

void server::listen(int listening_fd, bool admin) {
    auto& s = *state_;
    auto l =
        std::make_shared<http::listener>(s.dealt, *s.shared->parts.control, listening_fd, admin);
    if (!admin) {
        s.port = l->port();
        s.publish();
    }
    l->start();
    s.listeners.push_back(std::move(l));
}

void server::reconfigure(config_view config) {
    state_->shared->parts.config = std::move(config);
    state_->publish();
}

void server::stop_accepting() {
    state_->shared->draining = true;
    for (auto& l : state_->listeners)
        if (!l->admin()) l->stop(); // whoever asks there is told that this server shuts down
}

task<void> server::drain(std::chrono::milliseconds limit) {
    constexpr asio::as_tuple_t<asio::use_awaitable_t<asio::io_context::executor_type>> completion;
    using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>,
                                             asio::io_context::executor_type>;
    auto& s = *state_;
    s.everywhere([](serving_worker& w) { w.begin_drain(); });
    timer pause{*s.shared->parts.control};
    const auto until = steady::now() + limit;
    bool cut = false;
    while (s.shared->open.load() > 0) {
        const auto now = steady::now();
        if (now > until + 2s) break; // a handler that cannot be stopped must not stop the process
        if (now > until && !cut) {
            cut = true;
            s.everywhere([](serving_worker& w) { w.cut_all(); });
        }
        pause.expires_after(20ms);
        co_await pause.async_wait(completion);
    }
    for (auto& l : s.listeners) l->stop(); // the last to answer was that for administration
}

}
