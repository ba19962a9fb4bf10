// The threads that serve requests, and state that each owns alone.
#pragma once
#include <functional>
#include <nucleus/async/task.hpp>
#include <vector>

namespace nucleus {

/// Shared-nothing workers: each has its own io_context and thread.
class workers {
public:
    virtual ~workers();
    [[nodiscard]] virtual std::size_t count() const noexcept = 0;
    /// Runs `f(index)` on every worker's own thread and returns, on the caller's context, once all
    /// have. Callable from any worker or the control context.
    virtual task<void> everywhere(std::function<void(std::size_t)> f) = 0;
    /// The same without waiting. Any thread.
    virtual void post_everywhere(std::function<void(std::size_t)> f) = 0;
};

/// One T per worker; `mine(rc.worker)` is only touched on that worker's thread, so it needs no
/// lock.
template <class T> class worker_local {
public:
    worker_local() = default;
    void resize(std::size_t workers) { values_ = std::vector<padded>(workers); }
    [[nodiscard]] T& mine(std::size_t worker) { return values_[worker].value; }
    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

private:
    struct alignas(64) padded {
        T value{};
    };
    std::vector<padded> values_;
};

/// Threads for work that blocks or burns: password hashing (own pool, low priority), files, DNS.
class work_pool {
public:
    virtual ~work_pool();
    /// Runs `job` on a pool thread and resumes the caller on its own context afterwards; an
    /// exception of the job is rethrown there. Throws failure{errors::overloaded} at once when the
    /// queue is full.
    virtual task<void> run(std::function<void()> job) = 0;
};

}
