#include "pg/read_pipeline.hpp"
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace nucleus::pg {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {
/// A read that takes longer than this gets the connection to itself; the next ones a new one.
constexpr milliseconds patience{200};
constexpr std::size_t most_leaving = 3;
}

read_pipeline::read_pipeline(std::shared_ptr<session_source> from, session_options o,
                             milliseconds acquire_timeout, milliseconds max_lifetime)
    : from_{std::move(from)}
    , options_{std::move(o)}
    , acquire_timeout_{acquire_timeout}
    , max_lifetime_{max_lifetime} {}

read_pipeline::~read_pipeline() {
    if (current_) current_->close();
    for (auto& s : leaving_) s->close();
}

void read_pipeline::start() { connect(); }

void read_pipeline::reconfigure(session_options o, milliseconds acquire_timeout,
                                milliseconds max_lifetime) {
    const bool reopen = o.statement_timeout != options_.statement_timeout;
    if (reopen) ++generation_;
    options_ = std::move(o);
    acquire_timeout_ = acquire_timeout;
    max_lifetime_ = max_lifetime;
    if (reopen) connect();
}

void read_pipeline::connect() {
    if (stopped_ || std::exchange(connecting_, true)) return;
    asio::co_spawn(from_->io(), keep_connecting(), asio::detached);
}

task<void> read_pipeline::keep_connecting() {
    const auto self = shared_from_this();
    std::shared_ptr<session> fresh;
    while (!stopped_ && !fresh) {
        const auto began = generation_;
        auto opening = from_->try_open(options_);
        fresh = co_await std::move(opening);
        if (!fresh) co_await from_->wait_before_next();
        if (began != generation_) fresh.reset();
    }
    connecting_ = false;
    if (!stopped_) adopt(std::move(fresh));
}

void read_pipeline::adopt(std::shared_ptr<session> fresh) {
    if (current_) {
        current_->sync(); // the posted flush will be for the new one
        leaving_.push_back(std::move(current_));
    }
    current_ = std::move(fresh);
    current_->start({[this](ticket t) { finished(std::move(t)); },
                     [this](session& s, std::vector<ticket> w) { lost(s, std::move(w)); },
                     {}});
    connected_->store(true, std::memory_order_release);
    for (auto& q : std::exchange(waiting_, {})) submit(std::move(q.t));
}

void read_pipeline::submit(ticket t) {
    t.r->started = {}; // of a connection that was lost
    if (!current_ || !current_->open()) return put_off(std::move(t));
    if (!t.r->shareable) return send(std::move(t));
    post_flush();
    if (shared_.follow(t)) return;
    if (shared_.full()) send_shared();
    shared_.hold(std::move(t));
}

void read_pipeline::send(ticket t) {
    current_->send_batched(std::move(t));
    post_flush();
}

void read_pipeline::send_shared() {
    for (auto& t : shared_.take()) {
        if (current_ && current_->open())
            current_->send_batched(std::move(t));
        else
            put_off(std::move(t));
    }
}

void read_pipeline::put_off(ticket t) {
    for (auto& f : std::exchange(t.r->followers, {})) put_off(std::move(f));
    if (!stopped_) return waiting_.push_back({std::move(t), steady::now() + acquire_timeout_});
    asio::post(from_->io(),
               [t = std::move(t)]() mutable { complete(std::move(t), outcome::unavailable); });
}

void read_pipeline::post_flush() {
    if (std::exchange(flush_posted_, true)) return;
    asio::post(from_->io(), [self = shared_from_this()] {
        self->flush_posted_ = false;
        self->send_shared();
        if (self->current_) self->current_->sync();
    });
}

void read_pipeline::finished(ticket t) {
    auto& r = *t.r;
    const bool innocent = r.how == outcome::skipped;
    const bool stale = plan_is_stale(r) && !std::exchange(r.again, true);
    if (innocent || stale) {
        if (!current_ || !current_->open()) return put_off(std::move(t));
        return current_->send_alone(std::move(t));
    }
    const auto how = r.how;
    complete(std::move(t), how);
}

void read_pipeline::lost(session& s, std::vector<ticket> waiting) {
    const auto self = shared_from_this();
    from_->lost("reads", s.opened());
    if (current_.get() == &s) {
        connected_->store(false, std::memory_order_release);
        current_.reset();
        connect();
    }
    for (auto& t : waiting) send_again(std::move(t));
}

/// Once; each of those who waited together for itself.
void read_pipeline::send_again(ticket t) {
    for (auto& f : std::exchange(t.r->followers, {})) send_again(std::move(f));
    if (std::exchange(t.r->again, true)) return complete(std::move(t), outcome::lost);
    submit(std::move(t));
}

void read_pipeline::abandon(request* r, outcome why) {
    ticket t;
    const auto at =
        std::find_if(waiting_.begin(), waiting_.end(), [r](const queued& q) { return q.t.r == r; });
    if (at != waiting_.end()) {
        t = std::move(at->t);
        waiting_.erase(at);
    }
    if (!t.r) t = shared_.drop(r);
    if (!t.r && current_) t = current_->drop(r);
    for (auto& s : leaving_)
        if (!t.r) t = s->drop(r);
    // Posted: this may run inside the cancellation slot that complete() clears.
    if (t.r)
        asio::post(from_->io(), [t = std::move(t), why]() mutable { complete(std::move(t), why); });
}

void read_pipeline::sweep(steady::time_point now) {
    const auto drop_overdue = [&](session& s) {
        s.poke();
        while (auto* r = s.overdue(now)) abandon(r, outcome::deadline);
    };
    auto all = leaving_; // a copy: what is found may end a session
    if (current_) all.push_back(current_);
    for (const auto& s : all) drop_overdue(*s);
    std::vector<std::pair<request*, outcome>> ended;
    for (const auto& q : waiting_) {
        if (q.t.r->deadline <= now)
            ended.emplace_back(q.t.r, outcome::deadline);
        else if (q.until <= now)
            ended.emplace_back(q.t.r, outcome::unavailable);
    }
    for (const auto& [r, why] : ended) abandon(r, why);
    for (auto& s : leaving_) {
        if (!s->idle() && s->deserted()) cancel_.cancel(s->canceller());
        if (s->deserted()) s->close();
    }
    std::erase_if(leaving_, [](const auto& s) { return !s->open() && s->idle(); });
    if (!current_) return;
    const bool held_up = current_->stalled(now) > patience && leaving_.size() < most_leaving;
    if (held_up) current_->blame(now);
    if (held_up || now - current_->opened() > max_lifetime_) connect();
}

void read_pipeline::stop() {
    stopped_ = true;
    connected_->store(false, std::memory_order_release);
    if (current_) leaving_.push_back(std::move(current_));
    current_.reset();
    auto waiting = shared_.take();
    for (auto& s : leaving_)
        for (auto& t : s->close()) waiting.push_back(std::move(t));
    leaving_.clear();
    for (auto& q : std::exchange(waiting_, {})) waiting.push_back(std::move(q.t));
    for (auto& t : waiting) complete(std::move(t), outcome::unavailable);
}

}
