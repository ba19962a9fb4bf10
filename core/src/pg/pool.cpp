#include "pg/pool.hpp"
#include "pg/failures.hpp"
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace nucleus::pg {

namespace asio = boost::asio;

/// What PostgreSQL has gathered of tables for a connection only grows, and each change of a table
/// anywhere goes through it: one that has made or served hundreds of tenants is replaced.
constexpr std::uint64_t most_seen = 4096;

pool::pool(std::shared_ptr<session_source> from, session_options o, limits l)
    : from_{std::move(from)}
    , options_{std::move(o)}
    , limits_{l} {}

pool::~pool() {
    for (auto& s : idle_) s->close();
}

task<std::shared_ptr<session>> pool::acquire(steady::time_point deadline, use what) {
    const auto now = steady::now();
    while (!idle_.empty() && admits(what)) {
        auto s = std::move(idle_.back());
        idle_.pop_back();
        if (worn_out(*s, now)) {
            s->close();
            continue;
        }
        lend(s, what);
        co_return s;
    }
    if (stopped_) throw unavailable();
    claim mine{deadline, what};
    co_await suspend(
        [this, &mine, now](resume_handler resume) {
            waiting_.push_back({&mine, std::move(resume), now + limits_.acquire_timeout});
            grow();
        },
        [this, &mine] { end_wait(&mine, outcome::cancelled); });
    if (mine.how == outcome::deadline) throw failure{errors::deadline_passed};
    if (mine.how == outcome::cancelled)
        throw boost::system::system_error{asio::error::operation_aborted};
    if (!mine.got && what != use::brief && !stopped_ && !from_->down()) throw busy();
    if (!mine.got) throw unavailable();
    co_return std::move(mine.got);
}

void pool::lend(const std::shared_ptr<session>& s, use what) {
    leased_.push_back(s);
    if (what != use::brief) heavy_.push_back(s.get());
    if (what == use::long_read) lengthy_.push_back(s.get());
    update_counts();
}

bool pool::room::take(use what) noexcept {
    if (what == use::brief) return true;
    if (heavy <= 0 || (what == use::long_read && lengthy <= 0)) return false;
    --heavy;
    if (what == use::long_read) --lengthy;
    return true;
}

/// Opens what the waiters need. While the database is away one attempt at a time is enough.
void pool::grow() {
    update_counts();
    auto places = room_left();
    const auto needed = static_cast<int>(
        std::ranges::count_if(waiting_, [&](const waiter& w) { return places.take(w.who->what); }));
    const auto wanted = std::min(limits_.size - count(), needed);
    while (!stopped_ && opening_ < (from_->down() ? std::min(wanted, 1) : wanted)) {
        ++opening_;
        asio::co_spawn(from_->io(), open_one(), asio::detached);
    }
    update_counts();
}

task<void> pool::open_one() {
    const auto self = shared_from_this();
    const auto began = steady::now();
    auto opening = from_->try_open(options_);
    auto s = co_await std::move(opening);
    if (!s && !stopped_) co_await from_->wait_before_next();
    --opening_;
    if (s && !stopped_ && began >= renewed_ && count() < limits_.size) {
        s->start(
            {{}, [this](session& gone, std::vector<ticket> w) { lost(gone, std::move(w)); }, {}});
        offer(std::move(s));
    }
    grow();
}

/// To the first waiter, or to rest.
void pool::offer(std::shared_ptr<session> s) {
    const auto next =
        std::ranges::find_if(waiting_, [this](const waiter& w) { return admits(w.who->what); });
    if (next == waiting_.end()) {
        idle_.push_back(std::move(s));
        return update_counts();
    }
    auto first = std::move(*next);
    waiting_.erase(next);
    lend(s, first.who->what);
    first.who->got = std::move(s);
    first.who->how = outcome::answered;
    // Posted: the giver may be a destructor.
    asio::post(from_->io(),
               [resume = std::move(first.resume)]() mutable { resume_now(std::move(resume)); });
}

void pool::give_back(std::shared_ptr<session> s) {
    forget(*s);
    if (stopped_ || !s->open() || count() >= limits_.size || worn_out(*s, steady::now())) {
        s->close();
        return grow();
    }
    if (!s->idle()) return retire(std::move(s)); // its caller went away in mid-statement
    if (s->transaction_status() == PQTRANS_IDLE) return offer(std::move(s));
    roll_back(std::move(s));
}

void pool::retire(std::shared_ptr<session> s) {
    forget(*s);
    if (!s->idle()) cancel_.cancel(s->canceller());
    s->close();
    grow();
}

/// In the background; the connection counts as leased meanwhile.
void pool::roll_back(std::shared_ptr<session> s) {
    leased_.push_back(s);
    auto r = std::make_shared<request>();
    r->text = std::make_shared<statement_text>(statement_text{0, "pg.rollback", "ROLLBACK"});
    r->deadline = steady::now() + limits_.acquire_timeout;
    auto* sent = r.get();
    s->send_alone({sent, [self = shared_from_this(), r = std::move(r), s]() mutable {
                       if (r->how != outcome::answered) s->close();
                       self->give_back(std::move(s));
                   }});
}

void pool::submit(const std::shared_ptr<session>& s, ticket t) {
    if (s->open()) return s->send_alone(std::move(t));
    asio::post(from_->io(),
               [t = std::move(t)]() mutable { complete(std::move(t), outcome::lost); });
}

void pool::abandon(const std::shared_ptr<session>& s, request* r, outcome why) {
    auto t = s->drop(r);
    if (!t.r) return;
    cancel_.cancel(s->canceller());
    s->close();
    asio::post(from_->io(), [t = std::move(t), why]() mutable { complete(std::move(t), why); });
}

void pool::lost(session& s, std::vector<ticket> waiting) {
    const auto self = shared_from_this();
    from_->lost("pool", s.opened());
    std::erase_if(idle_, [&](const auto& known) { return known.get() == &s; });
    for (auto& t : waiting) complete(std::move(t), outcome::lost);
    grow();
}

void pool::forget(const session& s) {
    std::erase(heavy_, &s);
    std::erase(lengthy_, &s);
    std::erase_if(leased_, [&](const auto& known) { return known.get() == &s; });
}

void pool::end_wait(claim* who, outcome why) {
    const auto at = std::find_if(waiting_.begin(), waiting_.end(),
                                 [who](const waiter& w) { return w.who == who; });
    if (at == waiting_.end()) return;
    who->how = why;
    asio::post(from_->io(),
               [resume = std::move(at->resume)]() mutable { resume_now(std::move(resume)); });
    waiting_.erase(at);
    update_counts();
}

bool pool::worn_out(const session& s, steady::time_point now) const {
    return now - s.opened() > limits_.max_lifetime || s.opened() < renewed_ ||
           s.statements_seen() > most_seen;
}

void pool::reconfigure(session_options o, limits l) {
    const auto now = steady::now();
    if (o.statement_timeout != options_.statement_timeout) renewed_ = now;
    options_ = std::move(o);
    limits_ = l;
    while (!idle_.empty() && count() > limits_.size) {
        idle_.back()->close();
        idle_.pop_back();
    }
    sweep(now);
    grow();
}

void pool::sweep(steady::time_point now) {
    for (const auto& s : std::vector{leased_}) {
        s->poke();
        if (auto* r = s->overdue(now)) abandon(s, r, outcome::deadline);
    }
    std::vector<std::pair<claim*, outcome>> ended;
    for (const auto& w : waiting_) {
        if (w.who->deadline <= now)
            ended.emplace_back(w.who, outcome::deadline);
        else if (w.until <= now)
            ended.emplace_back(w.who, outcome::unavailable);
    }
    for (const auto& [who, why] : ended) end_wait(who, why);
    std::erase_if(idle_, [&](const auto& s) {
        if (worn_out(*s, now)) s->close();
        return !s->open();
    });
    update_counts();
}

void pool::stop() {
    stopped_ = true;
    for (auto& s : std::exchange(idle_, {})) s->close();
    std::vector<ticket> running;
    for (const auto& s : std::vector{leased_}) {
        if (!s->idle()) cancel_.cancel(s->canceller());
        for (auto& t : s->close()) running.push_back(std::move(t));
    }
    for (auto& t : running) complete(std::move(t), outcome::unavailable);
    while (!waiting_.empty()) end_wait(waiting_.front().who, outcome::unavailable);
}

void pool::update_counts() {
    counts_->idle = static_cast<int>(idle_.size());
    counts_->leased = static_cast<int>(leased_.size());
    counts_->opening = opening_;
    counts_->waiting = static_cast<int>(waiting_.size());
}

}
