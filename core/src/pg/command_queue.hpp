// What was sent on a pipelined connection and not answered yet: first in, first out.
#pragma once
#include "pg/request.hpp"
#include <deque>
#include <string>

namespace nucleus::pg {

struct command {
    enum class kind : std::uint8_t { ahead, deallocate, prepare, query, sync, script, copy };
    kind what;
    request* r = nullptr;     ///< null: nobody waits any more
    ticket waiter{};          ///< on the command whose end ends the request
    std::uint64_t number = 0; ///< prepare: of the statement
    std::string name{};       ///< prepare, deallocate
};

/// The bookkeeping of batches: a batch is what lies between two syncs. Pairs results with commands;
/// does no I/O.
class command_queue {
public:
    /// A batch longer than this is not begun.
    static constexpr int most_in_batch = 64;

    void push(command c) {
        if (c.what == command::kind::sync)
            open_ = 0;
        else if (c.what == command::kind::query)
            ++open_;
        sent_.push_back(std::move(c));
    }
    [[nodiscard]] bool empty() const noexcept { return sent_.empty(); }
    [[nodiscard]] command& front() noexcept { return sent_.front(); }
    [[nodiscard]] command pop() {
        auto c = std::move(sent_.front());
        sent_.pop_front();
        return c;
    }
    /// Queries since the last sync.
    [[nodiscard]] int open_batch() const noexcept { return open_; }
    [[nodiscard]] bool batch_full() const noexcept { return open_ >= most_in_batch; }

    /// Takes the waiter of `r` out; its results will be dropped.
    [[nodiscard]] ticket drop(const request* r);
    /// The first waiter whose deadline is over.
    [[nodiscard]] request* overdue(steady::time_point now) const;
    [[nodiscard]] bool any_waiter() const noexcept;
    /// The request that is being answered; null when its caller has gone.
    [[nodiscard]] const request* oldest() const noexcept {
        return sent_.empty() ? nullptr : sent_.front().r;
    }
    /// Every waiter, in order; the queue is empty then.
    [[nodiscard]] std::vector<ticket> take_all();

private:
    std::deque<command> sent_;
    int open_ = 0;
};

/// What a result says about the request of its command; nothing when it does not decide.
[[nodiscard]] std::optional<outcome> judge(command::kind what, ExecStatusType status) noexcept;

}
