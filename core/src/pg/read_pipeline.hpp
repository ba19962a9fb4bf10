// Reads of one worker, batched on one connection.
#pragma once
#include "pg/cancelling.hpp"
#include "pg/session_source.hpp"
#include "pg/shared_reads.hpp"
#include <atomic>
#include <deque>

namespace nucleus::pg {

/// A statement is sent at once; the Sync that closes its batch is posted, so that all reads of one
/// turn of the event loop share it. What may share an answer is sent with the Sync, once for all
/// who ask the same. An innocent neighbour of a refused statement is sent again alone; a read that
/// was lost with the connection is sent once more on the next one. One slow read does not hold up
/// the others for long: they go on on a new connection, and its statement is kept apart for a
/// while. One that nobody waits for any more is cancelled once it is alone.
class read_pipeline : public std::enable_shared_from_this<read_pipeline> {
public:
    read_pipeline(std::shared_ptr<session_source> from, session_options o,
                  std::chrono::milliseconds acquire_timeout,
                  std::chrono::milliseconds max_lifetime);

    ~read_pipeline();

    void start();
    void reconfigure(session_options o, std::chrono::milliseconds acquire_timeout,
                     std::chrono::milliseconds max_lifetime);
    void submit(ticket t);
    /// The caller of `r` does not wait any more; never the connection's business.
    void abandon(request* r, outcome why);
    /// Ends what is overdue, replaces an old connection.
    void sweep(steady::time_point now);
    void stop();

    [[nodiscard]] bool connected() const noexcept {
        return connected_->load(std::memory_order_acquire);
    }
    /// For the gauge, which is read from another thread and may outlive this.
    [[nodiscard]] std::shared_ptr<const std::atomic<bool>> gauge() const { return connected_; }
    [[nodiscard]] bool busy_connecting() const noexcept { return connecting_; }

private:
    struct queued {
        ticket t;
        steady::time_point until;
    };
    void connect();
    task<void> keep_connecting();
    void adopt(std::shared_ptr<session> fresh);
    void send(ticket t);
    void send_shared();
    void finished(ticket t);
    void lost(session& s, std::vector<ticket> waiting);
    void send_again(ticket t);
    void put_off(ticket t);
    void post_flush();

    std::shared_ptr<session_source> from_;
    session_options options_;
    std::chrono::milliseconds acquire_timeout_, max_lifetime_;
    canceller cancel_;
    std::shared_ptr<session> current_;
    std::vector<std::shared_ptr<session>> leaving_; // still answering
    std::deque<queued> waiting_;                    // for a connection
    shared_reads shared_;                           // of this turn
    std::shared_ptr<std::atomic<bool>> connected_ = std::make_shared<std::atomic<bool>>(false);
    unsigned generation_ = 0; // of the options
    bool connecting_ = false, flush_posted_ = false, stopped_ = false;
};

}
