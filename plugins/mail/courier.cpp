#include "courier.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/async/sleep.hpp>
#include <nucleus/log.hpp>
#include <random>

namespace nucleus::mailing {

namespace {

using namespace std::chrono_literals;

/// A mail that was begun within this after its claim is sent, or not, before the lease is over.
constexpr auto begin_within = lease - longest_attempt - 15s;

double any_jitter() {
    static thread_local std::mt19937 generator{std::random_device{}()};
    return std::uniform_real_distribution<double>{-1, 1}(generator);
}

instant now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

metrics::counter& failures(metrics::registry& m, const char* how) {
    return m.make_counter("nucleus_mails_failed_total",
                          "Attempts that failed: for now (later), or for good (dead)",
                          {{"how", how}});
}

}

courier::courier(const published<settings>& s, boost::asio::io_context& control, pg::database& db,
                 std::string home, metrics::registry& metrics)
    : settings_{s}
    , control_{control}
    , db_{db}
    , home_{std::move(home)}
    , sent_{metrics.make_counter("nucleus_mails_sent_total", "Mails that left")}
    , later_{failures(metrics, "later")}
    , dead_{failures(metrics, "dead")}
    , waiting_{std::make_shared<std::atomic<std::int64_t>>(0)} {
    metrics.make_gauge("nucleus_mails_waiting", "Mails in the outbox, as counted every 10 s",
                       [n = waiting_] { return static_cast<double>(n->load()); });
}

void courier::start() {
    thread_ = std::make_unique<sending_thread>([this] { tell_later(); });
    rounds_.emplace(control_, "mail.outbox", 1s, [this] { return round(); });
    counting_.emplace(control_, "mail.waiting", 10s, [this] { return take_stock(); });
    pruning_.emplace(control_, "mail.retention", 1h, [this] { return prune(db_, home_); });
    rounds_->start(), counting_->start(), pruning_->start();
}

/// On the sending thread, which ends before this object.
void courier::tell_later() {
    try {
        in_background(control_, "mail.record", record_soon());
    } catch (const std::exception& e) { // the next round records it
        log::warn("mail", "an outcome waits for the next round", {{"reason", e.what()}});
    }
}

task<void> courier::stop() {
    for (auto* timer : {&rounds_, &counting_, &pruning_})
        if (*timer) (*timer)->stop();
    if (!thread_) co_return;
    thread_->ask_to_stop();
    while (!thread_->stopped()) co_await sleep_until(steady::now() + 20ms);
    try {
        co_await record_finished();
    } catch (const std::exception& e) {
        log::warn("mail", "outcomes could not be recorded; these mails may be sent once more",
                  {{"reason", e.what()}});
    }
}

task<void> courier::round() {
    co_await record_finished();
    const auto s = settings_.now();
    if (!s->config.enabled || thread_->busy()) co_return;
    const auto claimed_at = steady::now();
    auto claimed = co_await claim_due(db_, home_);
    std::vector<sending> mails;
    for (auto& row : claimed) {
        if (given_up(row.state)) {
            auto v = dead_letter(row.state);
            co_await record_one(std::move(row), std::move(v), outcome::kind::unknown);
        } else {
            const auto begin_by =
                claimed_at + std::min<steady::duration>(begin_within, row.expires_at - now());
            mails.push_back({std::move(row), s, begin_by});
        }
    }
    thread_->give(std::move(mails));
    co_await record_finished(); // what a thread that has stopped meanwhile does not take
}

/// Where it fails, the rounds do it again, and log why it cannot be done.
task<void> courier::record_soon() {
    try {
        co_await record_finished();
    } catch (const std::exception& e) {
        log::debug("mail", "an outcome waits for the next round", {{"reason", e.what()}});
    }
}

/// May run twice at a time: recording the same outcome again changes nothing.
task<void> courier::record_finished() {
    while (auto done = thread_->finished()) {
        auto v = judge(done->row.state, done->end, now(), any_jitter());
        co_await record_one(done->row, std::move(v), done->end.what);
        thread_->forget(done->row);
    }
}

task<void> courier::record_one(claimed_row row, verdict v, outcome::kind how) {
    const bool changed = co_await record(db_, home_, row, v);
    if (!changed || how == outcome::kind::untried) co_return;
    const auto id = row.id.text();
    switch (v.what) {
    case verdict::kind::sent:
        sent_.add();
        log::info("mail", "sent", {{"id", id}, {"purpose", row.purpose}});
        break;
    case verdict::kind::again:
        later_.add();
        log::warn(
            "mail", "not sent, it will be tried again",
            {{"id", id}, {"purpose", row.purpose}, {"attempts", v.attempts}, {"reason", v.reason}});
        break;
    case verdict::kind::dead:
        dead_.add();
        log::error(
            "mail", "given up",
            {{"id", id}, {"purpose", row.purpose}, {"attempts", v.attempts}, {"reason", v.reason}});
    }
}

task<void> courier::expire() {
    for (std::size_t gone = 1; gone > 0;) {
        const auto expired = co_await expire_overdue(db_, home_);
        gone = expired.size();
        dead_.add(gone);
        for (const auto& row : expired)
            log::error("mail", "given up",
                       {{"id", row.id.text()},
                        {"purpose", row.purpose},
                        {"attempts", row.attempts},
                        {"reason", row.reason}});
    }
}

/// Also while nothing is to be sent.
task<void> courier::take_stock() {
    co_await expire();
    const auto n = co_await count_waiting(db_, home_);
    waiting_->store(n);
}

}
