// A bounded queue of jobs and the threads that work it off at low priority.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace nucleus::crypto {

/// Exactly one of the two is called, once.
class job {
public:
    virtual ~job() = default;
    virtual void run() noexcept = 0;                          ///< on one of the threads
    virtual void refuse(std::exception_ptr why) noexcept = 0; ///< on any thread
};

/// Any thread may call; stop() and the destructor are for the owner.
class job_threads {
public:
    struct load {
        std::size_t waiting = 0, running = 0;
    };

    job_threads(unsigned threads, std::size_t queue); ///< `threads` is at least 1
    ~job_threads();
    job_threads(const job_threads&) = delete;
    job_threads& operator=(const job_threads&) = delete;

    /// Refuses `work` with errors::overloaded when every thread is busy and the queue is full.
    void submit(std::unique_ptr<job> work);
    void resize_queue(std::size_t queue);
    /// Refuses what waits, and all to come, with errors::shutting_down; returns when the jobs that
    /// run have ended.
    void stop() noexcept;
    [[nodiscard]] load now() const;

private:
    void work_off() noexcept;

    mutable std::mutex guard_;
    std::condition_variable arrived_;
    std::deque<std::unique_ptr<job>> waiting_;
    std::size_t running_ = 0;
    std::size_t queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}
