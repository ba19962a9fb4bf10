// Queue and threads of the password pool.
#include "crypto/job_threads.hpp"

#include <cstdint>
#include <nucleus/error.hpp>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace nucleus::crypto {
namespace {

constexpr int background_nice = 10;
constexpr std::chrono::milliseconds slice{100}; // the longest there is

std::exception_ptr refusal(const error_kind& kind) {
    error why{kind};
    why.retry_after = std::chrono::seconds{1};
    return std::make_exception_ptr(failure{std::move(why)});
}

/// struct sched_attr of sched_setattr(2): glibc knows it since 2.41, and until then it and the
/// kernel's header exclude each other.
struct scheduling {
    std::uint32_t size, policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime, deadline, period; ///< ns
};

/// Of this thread alone: a nice value, and long slices. Whoever has shorter ones is let in as soon
/// as it wakes (Linux 6.12 and later; before, the length says nothing).
void lower_priority() noexcept {
    scheduling wanted{};
    wanted.size = sizeof wanted;
    wanted.policy = SCHED_OTHER;
    wanted.nice = background_nice;
    wanted.runtime = static_cast<std::uint64_t>(std::chrono::nanoseconds{slice}.count());
    // Where it is not allowed the work is done at the usual priority, which is no reason to fail.
    static_cast<void>(::syscall(SYS_sched_setattr, 0, &wanted, 0U));
}

}

job_threads::job_threads(unsigned threads, std::size_t queue)
    : queue_{queue} {
    threads_.reserve(threads);
    try {
        for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work_off(); });
    } catch (...) {
        stop();
        throw;
    }
}

job_threads::~job_threads() { stop(); }

void job_threads::stop() noexcept {
    std::deque<std::unique_ptr<job>> left;
    {
        const std::lock_guard lock{guard_};
        stopping_ = true;
        left.swap(waiting_);
    }
    arrived_.notify_all();
    for (const auto& work : left) work->refuse(refusal(errors::shutting_down));
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void job_threads::submit(std::unique_ptr<job> work) {
    const auto* refused_as = &errors::overloaded;
    {
        const std::lock_guard lock{guard_};
        if (stopping_) {
            refused_as = &errors::shutting_down;
        } else if (waiting_.size() + running_ < threads_.size() + queue_) {
            // What a free thread is about to take does not count against the queue.
            waiting_.push_back(std::move(work));
            arrived_.notify_one();
            return;
        }
    }
    work->refuse(refusal(*refused_as));
}

void job_threads::resize_queue(std::size_t queue) {
    const std::lock_guard lock{guard_};
    queue_ = queue;
}

job_threads::load job_threads::now() const {
    const std::lock_guard lock{guard_};
    return {waiting_.size(), running_};
}

void job_threads::work_off() noexcept {
    lower_priority();
    std::unique_lock lock{guard_};
    while (true) {
        arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        auto work = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        work->run();
        work.reset();
        lock.lock();
        --running_;
    }
}

}
