// Work that comes round, one round at a time, until it is stopped.
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <nucleus/async/recurring.hpp>
#include <stdexcept>

using namespace nucleus;
using namespace std::chrono_literals;

namespace {

task<void> count(int& rounds_made) {
    ++rounds_made;
    co_return;
}

struct rounds {
    boost::asio::io_context io{1};
    int made = 0;
    std::unique_ptr<recurring> work;

    explicit rounds(std::chrono::milliseconds every)
        : work{std::make_unique<recurring>(io, "a test", every, [this] { return make(); })} {}

    task<void> make() {
        if (++made == 3) work->stop();
        if (made == 2) throw std::runtime_error("a bad round");
        co_return;
    }
};

}

TEST_CASE("Rounds come until stop(), also after one that failed") {
    rounds r{1ms};
    r.work->start();
    r.io.run(); // returns once nothing is left to wait for
    CHECK(r.made == 3);
}

TEST_CASE("Destroying it ends the wait for the next round") {
    rounds r{24h};
    r.work->start();
    r.io.poll();
    CHECK(r.made == 1);
    r.work.reset();
    r.io.run();
    CHECK(r.made == 1);
}

TEST_CASE("It may outlive its context") {
    int made = 0;
    std::unique_ptr<recurring> work;
    {
        boost::asio::io_context io{1};
        work = std::make_unique<recurring>(io, "a test", 24h,
                                           [&made]() -> task<void> { return count(made); });
        work->start();
        io.poll();
    }
    work->stop();
    CHECK(made == 1);
}
