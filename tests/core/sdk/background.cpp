// Work that nobody waits for: it runs later, on its context, and a failure ends nothing.
#include <catch2/catch_test_macros.hpp>
#include <nucleus/async/background.hpp>
#include <stdexcept>

using namespace nucleus;

namespace {
task<void> note(int& done) {
    ++done;
    co_return;
}
task<void> fail() {
    throw std::runtime_error("it went wrong");
    co_return;
}
}

TEST_CASE("work in the background runs on its context, and what it throws stops there") {
    boost::asio::io_context io;
    int done = 0;
    in_background(io, "a failing test", fail());
    in_background(io, "a test", note(done));
    CHECK(done == 0);
    CHECK_NOTHROW(io.run());
    CHECK(done == 1);
}
