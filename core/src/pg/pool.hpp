// Connections for one caller at a time; see lease.hpp.
#pragma once
#include "pg/cancelling.hpp"
#include "pg/session_source.hpp"
#include <algorithm>
#include <atomic>
#include <deque>

namespace nucleus::pg {

/// At most `size` connections, opened when needed. Callers queue, first come, first served; but
/// heavy reads get half of the connections at most, and long ones, whose clients take their time, a
/// quarter: so that neither keeps the others waiting.
class pool : public std::enable_shared_from_this<pool> {
public:
    struct limits {
        int size;
        std::chrono::milliseconds acquire_timeout, max_lifetime;
    };
    enum class use : std::uint8_t { brief, heavy_read, long_read };
    /// For the gauges, which are read from another thread.
    struct counts {
        std::atomic<int> idle{0}, leased{0}, opening{0}, waiting{0};
    };

    pool(std::shared_ptr<session_source> from, session_options o, limits l);

    ~pool();

    /// A connection in acquire_timeout or by `deadline`, else throws failure.
    task<std::shared_ptr<session>> acquire(steady::time_point deadline, use what);
    /// Whatever state it is in, the pool makes it usable again or replaces it.
    void give_back(std::shared_ptr<session> s);
    /// It is closed, whatever state it is in.
    void retire(std::shared_ptr<session> s);
    void submit(const std::shared_ptr<session>& s, ticket t);
    /// Cancels the statement in the server; the connection is not used again.
    void abandon(const std::shared_ptr<session>& s, request* r, outcome why);

    void reconfigure(session_options o, limits l);
    void sweep(steady::time_point now);
    void stop();
    [[nodiscard]] bool busy_connecting() const noexcept { return opening_ > 0; }
    [[nodiscard]] std::shared_ptr<const counts> gauges() const { return counts_; }

private:
    struct claim { ///< in the frame of the coroutine that waits
        steady::time_point deadline;
        use what;
        outcome how = outcome::waiting;
        std::shared_ptr<session> got{};
    };
    struct waiter {
        claim* who;
        resume_handler resume;
        steady::time_point until;
    };
    void end_wait(claim* who, outcome why);
    /// How many more of each use would get a connection.
    struct room {
        int heavy, lengthy;
        /// Takes a place; false: there is none.
        bool take(use what) noexcept;
    };
    [[nodiscard]] room room_left() const noexcept {
        return {std::max(1, limits_.size / 2) - static_cast<int>(heavy_.size()),
                std::max(1, limits_.size / 4) - static_cast<int>(lengthy_.size())};
    }
    [[nodiscard]] bool admits(use what) const noexcept { return room_left().take(what); }
    void lend(const std::shared_ptr<session>& s, use what);
    void grow();
    task<void> open_one();
    void offer(std::shared_ptr<session> s);
    void roll_back(std::shared_ptr<session> s);
    void lost(session& s, std::vector<ticket> waiting);
    void forget(const session& s);
    [[nodiscard]] int count() const noexcept {
        return static_cast<int>(idle_.size() + leased_.size());
    }
    [[nodiscard]] bool worn_out(const session& s, steady::time_point now) const;
    void update_counts();

    std::shared_ptr<session_source> from_;
    session_options options_;
    limits limits_;
    canceller cancel_;
    std::vector<std::shared_ptr<session>> idle_;
    std::vector<std::shared_ptr<session>> leased_;
    std::vector<const session*> heavy_;   ///< of the leased ones those with a heavy or long read
    std::vector<const session*> lengthy_; ///< of these those with a long one
    std::deque<waiter> waiting_;
    std::shared_ptr<counts> counts_ = std::make_shared<counts>();
    int opening_ = 0;
    steady::time_point renewed_{}; ///< what was opened before has other options
    bool stopped_ = false;
};

}
