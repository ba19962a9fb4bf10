#include "pg/cancelling.hpp"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nucleus/log.hpp>
#include <thread>
#include <utility>

namespace nucleus::pg {

namespace {
/// Further ones are dropped: their statements end by their own time limit.
constexpr std::size_t most_waiting = 64;
constexpr std::chrono::milliseconds patience{500};
}

struct canceller::queue {
    std::mutex guard;
    std::condition_variable changed;
    std::deque<libpq_ptr<PGcancel>> waiting;
    bool started = false, busy = false, over = false;

    [[nodiscard]] bool at_rest() const { return waiting.empty() && !busy; }

    void work() {
        std::unique_lock lock{guard};
        for (;;) {
            changed.wait(lock, [this] { return over || !waiting.empty(); });
            if (waiting.empty()) return;
            const auto next = std::move(waiting.front());
            waiting.pop_front();
            busy = true;
            lock.unlock();
            char problem[256];
            const bool delivered = ::PQcancel(next.get(), problem, sizeof problem) == 1;
            lock.lock();
            if (!delivered && !over) // else the process may be at its end
                log::debug("pg", "a cancel request was not delivered");
            busy = false;
            changed.notify_all();
        }
    }
};

canceller::canceller()
    : queue_{std::make_shared<queue>()} {}

canceller::~canceller() {
    std::unique_lock lock{queue_->guard};
    queue_->changed.wait_for(lock, patience, [this] { return queue_->at_rest(); });
    queue_->waiting.clear();
    queue_->over = true;
    queue_->changed.notify_all();
}

void canceller::cancel(libpq_ptr<PGcancel> what) {
    if (!what) return;
    const std::lock_guard lock{queue_->guard};
    if (queue_->waiting.size() >= most_waiting) return;
    queue_->waiting.push_back(std::move(what));
    if (!std::exchange(queue_->started, true))
        std::thread{[shared = queue_] { shared->work(); }}.detach();
    queue_->changed.notify_all();
}

}
