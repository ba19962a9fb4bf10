// Carries the outbox out: claims what is due, has it sent, records what became of it.
#pragma once
#include "sending.hpp"
#include <nucleus/async/recurring.hpp>
#include <nucleus/metrics.hpp>

namespace nucleus::mailing {

/// Used from the control context, which it never blocks.
class courier {
public:
    courier(const published<settings>& now, boost::asio::io_context& control, pg::database& db,
            std::string home, metrics::registry& metrics);

    void start();
    /// Waits for the mail under way; what was claimed and not begun is due again at once.
    task<void> stop();

private:
    task<void> round();
    task<void> record_finished();
    task<void> record_soon();
    task<void> record_one(claimed_row row, verdict v, outcome::kind how);
    task<void> take_stock();
    task<void> expire();
    void tell_later();

    const published<settings>& settings_;
    boost::asio::io_context& control_;
    pg::database& db_;
    std::string home_;
    metrics::counter &sent_, &later_, &dead_;
    std::shared_ptr<std::atomic<std::int64_t>> waiting_;
    std::unique_ptr<sending_thread> thread_;
    std::optional<recurring> rounds_, counting_, pruning_;
};

}
