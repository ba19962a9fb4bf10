#include "pg/notification_bus.hpp"
#include "pg/back_off.hpp"
#include "pg/failures.hpp"
#include "pg/heartbeat.hpp"
#include "pg/session_source.hpp"
#include "pg/sql_text.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/log.hpp>
#include <random>

namespace nucleus::pg {

namespace {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;
using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;
constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> completion;

std::string random_node() {
    std::random_device bits;
    return std::to_string(bits()) + "-" + std::to_string(bits());
}

struct subscriber {
    std::string topic;
    std::function<void(std::string_view)> on_message;
    std::function<void()> on_gap;
};

}

std::string bus_channel(std::string_view home_schema) {
    return "nucleus." + std::string{home_schema};
}

struct notification_bus::state : std::enable_shared_from_this<state> {
    state(asio::io_context& control, std::string database, std::string channel_name)
        : io{control}
        , pause{control}
        , from{control, "bus", reconnects}
        , dsn{std::move(database)}
        , channel{std::move(channel_name)} {}

    task<void> run();
    task<void> listen(std::shared_ptr<session> on);
    task<bool> ask(std::shared_ptr<session> on, statement_text text, parameters p);
    void cut(session& s);
    void take(std::string_view payload);
    void announce_gap();

    asio::io_context& io;
    timer pause;
    metrics::counter reconnects;
    session_source from;
    std::string dsn, channel, node = random_node();
    std::vector<subscriber> subscribers;
    std::shared_ptr<session> current;
    heartbeat pulse;
    steady::time_point heard{}; ///< the last echo, or the connect
    steady::time_point beat_sent{};
    std::uint64_t beats = 0;
    [[nodiscard]] std::string beat_text(std::uint64_t n) const {
        return ":" + node + ":" + std::to_string(n);
    }
    bool stopped = false, refusal_told = false;
};

/// False when the connection did not survive it.
task<bool> notification_bus::state::ask(std::shared_ptr<session> on, statement_text text,
                                        parameters p) {
    if (!on->open()) co_return false;
    request r;
    r.text = std::make_shared<statement_text>(std::move(text));
    r.values = &p;
    timer bound{io, heartbeat::dead_after}; // the network may swallow what is sent
    bound.async_wait([self = shared_from_this(), on](boost::system::error_code stopped) {
        if (!stopped) self->cut(*on);
    });
    co_await suspend([&](resume_handler resume) { on->send_alone({&r, std::move(resume)}); },
                     [&] { cut(*on); });
    bound.cancel();
    if (r.how == outcome::refused && !std::exchange(refusal_told, true))
        log::error("pg.bus", "the database refuses to carry announcements between nodes",
                   {{"reason", ::PQresultErrorMessage(r.result.get())}});
    co_return r.how == outcome::answered;
}

task<void> notification_bus::state::run() {
    const auto self = shared_from_this();
    while (!stopped) {
        session_options o{dsn, std::chrono::milliseconds{10000}};
        auto opening = from.try_open(std::move(o));
        auto on = co_await std::move(opening);
        if (!on) {
            co_await from.wait_before_next();
            continue;
        }
        current = on;
        on->start({{},
                   [this](session&, std::vector<ticket> waiting) {
                       pulse.silence();
                       pause.cancel();
                       for (auto& t : waiting) complete(std::move(t), outcome::lost);
                   },
                   [this](std::string_view payload) { take(payload); }});
        statement_text listen_sql{1, "pg.bus.listen", "LISTEN " + quoted(channel)};
        const bool listening = co_await ask(on, std::move(listen_sql), {});
        if (listening) {
            announce_gap(); // the first time as well: caches may have been filled before
            co_await listen(on);
        }
        pulse.silence();
        on->close();
        if (!stopped) from.lost("bus", on->opened());
    }
}

/// Beats until the connection is lost, or silent for too long.
task<void> notification_bus::state::listen(std::shared_ptr<session> on) {
    heard = steady::now();
    while (!stopped && on->open() && steady::now() - heard < heartbeat::dead_after) {
        statement_text beat{2, "pg.bus.beat", "SELECT pg_notify($1, $2)"};
        parameters p{channel, beat_text(++beats)};
        beat_sent = steady::now();
        const bool sent = co_await ask(on, std::move(beat), std::move(p));
        if (!sent) co_return;
        pause.expires_after(heartbeat::interval);
        co_await pause.async_wait(completion);
    }
}

/// Ends the connection; who waits on it goes on a turn later.
void notification_bus::state::cut(session& s) {
    for (auto& t : s.close())
        asio::post(io, [t = std::move(t)]() mutable { complete(std::move(t), outcome::lost); });
}

void notification_bus::state::take(std::string_view payload) {
    const auto colon = payload.find(':');
    if (colon == payload.npos) return;
    const auto topic = payload.substr(0, colon);
    const auto text = payload.substr(colon + 1);
    if (topic.empty()) {
        // Only of the latest: what was announced before that one was sent has come through.
        if (payload != beat_text(beats)) return;
        heard = steady::now();
        pulse.echo(beat_sent);
        return;
    }
    for (const auto& s : subscribers) {
        if (s.topic != topic) continue;
        try {
            s.on_message(text);
        } catch (const std::exception& e) {
            log::error("pg.bus", "a subscriber failed", {{"topic", topic}, {"reason", e.what()}});
        }
    }
}

void notification_bus::state::announce_gap() {
    for (const auto& s : subscribers) {
        try {
            s.on_gap();
        } catch (const std::exception& e) {
            log::error("pg.bus", "a subscriber failed", {{"topic", s.topic}, {"reason", e.what()}});
        }
    }
}

notification_bus::notification_bus(asio::io_context& control, std::string dsn,
                                   std::string home_schema)
    : state_{std::make_shared<state>(control, std::move(dsn), bus_channel(home_schema))} {}

notification_bus::~notification_bus() { stop(); }

void notification_bus::subscribe(std::string topic,
                                 std::function<void(std::string_view)> on_message,
                                 std::function<void()> on_gap) {
    state_->subscribers.push_back({std::move(topic), std::move(on_message), std::move(on_gap)});
}

bool notification_bus::trusted() const noexcept { return state_->pulse.trusted(steady::now()); }

task<void> notification_bus::run() { return state_->run(); }

void notification_bus::stop() {
    if (std::exchange(state_->stopped, true)) return;
    state_->from.stop();
    state_->pulse.silence();
    state_->pause.cancel();
    if (state_->current) state_->cut(*state_->current);
}

}
