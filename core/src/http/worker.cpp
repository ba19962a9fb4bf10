#include "http/worker.hpp"
#include "http/answer_writer.hpp"
#include "http/connection.hpp"
#include <boost/asio/post.hpp>

namespace nucleus::http {

namespace {
using namespace std::chrono_literals;
/// How late a deadline may be noticed.
constexpr auto sweep_interval = 250ms;
/// How long an idle connection may still bring a request once a drain began.
constexpr auto drain_grace = 500ms;
/// Buffers kept for the next burst.
constexpr std::size_t most_spare = 64;
/// Beyond the longest head, room for the start of a body or of the next request.
constexpr std::size_t extra_room = 4096;
constexpr std::size_t keep_at_most = 256 * 1024;

instant wall_now() {
    return std::chrono::time_point_cast<instant::duration>(std::chrono::system_clock::now());
}
}

serving_worker::serving_worker(std::shared_ptr<http::site> s, std::size_t i,
                               std::shared_ptr<const settings> w)
    : site{std::move(s)}
    , io{*site->parts.workers[i]}
    , index{i}
    , database{i < site->parts.databases.size() ? site->parts.databases[i] : nullptr}
    , shared{database}
    , with{std::move(w)}
    , tick_{io}
    , steady_base_{steady::now()}
    , wall_base_{wall_now()} {}

void serving_worker::start() {
    boost::asio::post(io, [self = shared_from_this()] { self->sweep_later(); });
}

void serving_worker::stop() {
    stopped_ = true;
    tick_.cancel();
}

void serving_worker::sweep_later() {
    if (stopped_) return;
    tick_.expires_after(sweep_interval);
    tick_.async_wait([self = shared_from_this()](boost::system::error_code failed) {
        if (failed) return;
        self->sweep();
        self->sweep_later();
    });
}

void serving_worker::sweep() {
    const auto now = steady::now();
    steady_base_ = now;
    wall_base_ = wall_now();
    for (auto* c : open_) c->sweep(now);
}

void serving_worker::begin_drain() {
    const auto until = steady::now() + drain_grace;
    for (auto* c : open_) c->begin_drain(until);
}

void serving_worker::cut_all() {
    for (auto* c : open_) c->cut();
}

void serving_worker::adopt(connection& c) {
    c.slot = open_.size();
    open_.push_back(&c);
}

void serving_worker::forget(connection& c) {
    open_.back()->slot = c.slot;
    open_[c.slot] = open_.back();
    open_.pop_back();
}

std::unique_ptr<exchange> serving_worker::take_exchange() {
    const auto capacity = with->head.head + extra_room;
    while (!spare_.empty()) {
        auto x = std::move(spare_.back());
        spare_.pop_back();
        if (x->in.capacity() == capacity) return x; // else it is of another configuration
    }
    return std::make_unique<exchange>(capacity);
}

void serving_worker::give_back(std::unique_ptr<exchange> x) {
    if (spare_.size() >= most_spare) return;
    x->in.consume(x->in.unread().size());
    x->caller.reset();
    for (auto* text : {&x->out, &x->long_body, &x->response.body}) {
        text->clear();
        if (text->capacity() > keep_at_most) text->shrink_to_fit();
    }
    spare_.push_back(std::move(x));
}

instant serving_worker::wall(steady::time_point t) const {
    return wall_base_ + std::chrono::duration_cast<instant::duration>(t - steady_base_);
}

std::string_view serving_worker::http_date(steady::time_point t) {
    const auto second =
        std::chrono::floor<std::chrono::seconds>(wall(t)).time_since_epoch().count();
    if (second != date_second_) {
        date_second_ = second;
        format_http_date(static_cast<std::time_t>(second), date_);
    }
    return date_;
}

}
