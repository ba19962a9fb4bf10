// The serving threads: one io_context each, nothing shared.
#pragma once
#include <deque>
#include <nucleus/workers.hpp>
#include <thread>

namespace nucleus::app {

class worker_set : public workers {
public:
    explicit worker_set(std::size_t count);
    ~worker_set() override; ///< stops and joins
    worker_set(const worker_set&) = delete;
    worker_set& operator=(const worker_set&) = delete;

    void start();         ///< one thread per worker
    void stop() noexcept; ///< each finishes its current handler; joins

    [[nodiscard]] boost::asio::io_context& context(std::size_t i) { return contexts_[i]; }
    [[nodiscard]] std::vector<boost::asio::io_context*> all();

    [[nodiscard]] std::size_t count() const noexcept override { return contexts_.size(); }
    task<void> everywhere(std::function<void(std::size_t)> f) override;
    void post_everywhere(std::function<void(std::size_t)> f) override;

private:
    using guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;
    std::deque<boost::asio::io_context> contexts_;
    std::vector<guard> guards_;
    std::vector<std::jthread> threads_;
};

}
