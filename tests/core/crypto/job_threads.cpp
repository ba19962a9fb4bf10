// The queue in front of the password threads: bounds, order of ends, priority.
#include "crypto/job_threads.hpp"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <latch>
#include <nucleus/error.hpp>
#include <sys/resource.h>
#include <unistd.h>

using namespace nucleus;
using crypto::job_threads;

namespace {

struct record {
    std::atomic<int> ran{0}, refused_full{0}, refused_stopping{0};
};

class recorded_job final : public crypto::job {
public:
    recorded_job(record& r, std::function<void()> work)
        : record_{r}
        , work_{std::move(work)} {}
    void run() noexcept override {
        work_();
        ++record_.ran;
    }
    void refuse(std::exception_ptr why) noexcept override {
        try {
            std::rethrow_exception(std::move(why));
        } catch (const failure& f) {
            const bool told_when = f.reason().retry_after.has_value();
            if (f.reason().kind == &errors::overloaded && told_when) ++record_.refused_full;
            if (f.reason().kind == &errors::shutting_down && told_when) ++record_.refused_stopping;
        }
    }

private:
    record& record_;
    std::function<void()> work_;
};

void submit(job_threads& threads, record& r, std::function<void()> work = [] {}) {
    threads.submit(std::make_unique<recorded_job>(r, std::move(work)));
}

}

TEST_CASE("Beyond the busy threads and a full queue, jobs are refused at once") {
    record r;
    std::latch busy{2}, go_on{1};
    {
        job_threads threads{2, 3};
        for (int i = 0; i < 2; ++i)
            submit(threads, r, [&] {
                busy.count_down();
                go_on.wait();
            });
        busy.wait();
        std::latch done{3};
        for (int i = 0; i < 3; ++i) submit(threads, r, [&] { done.count_down(); });
        CHECK(threads.now().waiting == 3);
        CHECK(threads.now().running == 2);
        for (int i = 0; i < 4; ++i) submit(threads, r);
        CHECK(r.refused_full == 4);
        threads.resize_queue(4);
        std::latch one_more{1};
        submit(threads, r, [&] { one_more.count_down(); });
        CHECK(r.refused_full == 4);
        go_on.count_down();
        done.wait();
        one_more.wait();
    }
    CHECK(r.ran == 6);
    CHECK(r.refused_stopping == 0);
}

TEST_CASE("Without a queue, idle threads still take jobs") {
    record r;
    {
        job_threads threads{1, 0};
        std::latch done{1};
        submit(threads, r, [&] { done.count_down(); });
        done.wait();
    }
    CHECK(r.ran == 1);
    CHECK(r.refused_full == 0);
}

TEST_CASE("Stopping lets what runs end and refuses what waits and what comes") {
    record r;
    std::latch busy{1}, go_on{1};
    job_threads threads{1, 10};
    submit(threads, r, [&] {
        busy.count_down();
        go_on.wait();
    });
    busy.wait();
    for (int i = 0; i < 5; ++i) submit(threads, r);
    std::thread stopper{[&] { threads.stop(); }};
    while (r.refused_stopping < 5) std::this_thread::yield();
    CHECK(r.ran == 0);
    submit(threads, r);
    CHECK(r.refused_stopping == 6);
    go_on.count_down();
    stopper.join();
    CHECK(r.ran == 1);
    CHECK(r.refused_full == 0);
}

TEST_CASE("The threads are nice, their creator is not") {
    record r;
    const auto mine = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
    std::atomic<int> theirs{-100};
    {
        job_threads threads{1, 1};
        std::latch done{1};
        submit(threads, r, [&] {
            theirs = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
            done.count_down();
        });
        done.wait();
    }
    CHECK(theirs == std::max(mine, 10));
    CHECK(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())) == mine);
}
