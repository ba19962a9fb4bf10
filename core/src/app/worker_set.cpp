#include "app/worker_set.hpp"
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <pthread.h>

namespace nucleus::app {

namespace asio = boost::asio;

worker_set::worker_set(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        auto& context = contexts_.emplace_back(1);
        guards_.emplace_back(context.get_executor());
    }
}

worker_set::~worker_set() { stop(); }

void worker_set::start() {
    // Signals are the control thread's business: workers start with all of them blocked.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (std::size_t i = 0; i < contexts_.size(); ++i) {
        threads_.emplace_back([this, i] { contexts_[i].run(); });
        const std::string name = "worker-" + std::to_string(i);
        pthread_setname_np(threads_.back().native_handle(), name.c_str());
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void worker_set::stop() noexcept {
    guards_.clear();
    for (auto& context : contexts_) context.stop();
    threads_.clear();
}

std::vector<asio::io_context*> worker_set::all() {
    std::vector<asio::io_context*> pointers;
    for (auto& context : contexts_) pointers.push_back(&context);
    return pointers;
}

void worker_set::post_everywhere(std::function<void(std::size_t)> f) {
    for (std::size_t i = 0; i < contexts_.size(); ++i) asio::post(contexts_[i], [f, i] { f(i); });
}

namespace {

/// One call of everywhere(): resumes its caller when the last worker is done.
template <class Handler> struct round {
    round(Handler h, std::size_t workers)
        : handler{std::move(h)}
        , left{workers} {}
    Handler handler;
    std::atomic<std::size_t> left;

    void finish_one() {
        if (left.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        auto executor = asio::get_associated_executor(handler);
        asio::post(executor, std::move(handler));
    }
};

}

task<void> worker_set::everywhere(std::function<void(std::size_t)> f) {
    using token_type = asio::use_awaitable_t<asio::io_context::executor_type>;
    const token_type token;
    if (contexts_.empty()) co_return; // one-shot commands have no workers
    co_await asio::async_initiate<const token_type, void()>(
        [this](auto handler, std::function<void(std::size_t)> run) {
            auto shared = std::make_shared<round<decltype(handler)>>(std::move(handler), count());
            post_everywhere([shared, run = std::move(run)](std::size_t i) {
                run(i);
                shared->finish_one();
            });
        },
        token, std::move(f));
}

}
