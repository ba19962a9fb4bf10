// The serving threads.
#include "app/worker_set.hpp"
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <set>

using nucleus::app::worker_set;

namespace {

/// The context on which everywhere() is awaited. As in a server it outlives the workers: the last
/// of them may still be on its way out of the call that woke it.
struct control {
    void run(nucleus::task<void> t) {
        boost::asio::co_spawn(io, std::move(t), [](const std::exception_ptr& failed) {
            if (failed) std::rethrow_exception(failed);
        });
        io.restart();
        io.run();
    }
    boost::asio::io_context io{1};
};

}

TEST_CASE("everywhere() runs once on each worker's own thread, and is over when all are done") {
    control c;
    worker_set workers{3};
    workers.start();
    std::mutex m;
    std::set<std::thread::id> threads;
    std::multiset<std::size_t> indexes;
    c.run(workers.everywhere([&](std::size_t i) {
        const std::lock_guard lock{m};
        threads.insert(std::this_thread::get_id());
        indexes.insert(i);
    }));
    CHECK(indexes == std::multiset<std::size_t>{0, 1, 2});
    CHECK(threads.size() == 3);
    CHECK_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST_CASE("Without workers everywhere() is over at once") {
    control c;
    worker_set none{0};
    bool called = false;
    c.run(none.everywhere([&](std::size_t) { called = true; }));
    CHECK_FALSE(called);
}

TEST_CASE("Workers are deaf to signals, and have a name") {
    sigset_t before;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    control c;
    worker_set workers{1};
    workers.start();
    bool deaf = false;
    std::string name(16, '\0');
    c.run(workers.everywhere([&](std::size_t) {
        sigset_t blocked;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        deaf = sigismember(&blocked, SIGTERM) == 1 && sigismember(&blocked, SIGHUP) == 1;
        ::pthread_getname_np(::pthread_self(), name.data(), name.size());
    }));
    CHECK(deaf);
    CHECK(name.c_str() == std::string{"worker-0"});
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    CHECK(sigismember(&after, SIGTERM) == sigismember(&before, SIGTERM));
}

TEST_CASE("What was posted before the start runs after it, and stop() may be called twice") {
    control c;
    worker_set workers{2};
    std::atomic<int> calls{0};
    workers.post_everywhere([&](std::size_t) { ++calls; });
    CHECK(calls == 0);
    workers.start();
    c.run(workers.everywhere([](std::size_t) {})); // comes after what was posted before
    CHECK(calls == 2);
    workers.stop();
    workers.stop();
}
