#include "domain/retry.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::mailing;
using namespace std::chrono_literals;
using end = outcome::kind;
using kind = verdict::kind;

namespace {

const instant now = *parse_instant("2026-01-02T03:04:05Z");

verdict after(int attempts, int unresolved, end what, double jitter = 0) {
    return judge({attempts, unresolved}, {what, "because"}, now, jitter);
}

}

TEST_CASE("what was sent is done, however it came to that") {
    const auto v = after(3, 2, end::sent);
    CHECK(v.what == kind::sent);
    CHECK(v.unresolved == 0);
    CHECK(v.reason.empty());
}

TEST_CASE("what is refused for good is a dead letter at once") {
    const auto v = after(1, 1, end::refused);
    CHECK(v.what == kind::dead);
    CHECK(v.unresolved == 0);
    CHECK(v.reason == "because");
}

TEST_CASE("what failed for now is tried again, later and later") {
    CHECK(after(1, 1, end::later).what == kind::again);
    CHECK(after(1, 1, end::later).unresolved == 0);
    CHECK(after(1, 1, end::later).next == now + 10s);
    CHECK(after(2, 1, end::later).next == now + 20s);
    CHECK(after(5, 1, end::later).next == now + 160s);
    CHECK(after(11, 1, end::later).next == now + 1h);
    CHECK(after(1, 1, end::later, 1).next == now + 12s);
    CHECK(after(1, 1, end::later, -1).next == now + 8s);
    CHECK(after(11, 1, end::later, 7).next == now + 72min);
}

TEST_CASE("after twelve attempts it is given up") {
    CHECK(after(11, 1, end::later).what == kind::again);
    CHECK(after(12, 1, end::later).what == kind::dead);
    CHECK(after(12, 1, end::unknown).what == kind::dead);
    CHECK(after(12, 1, end::untried).what == kind::again);
}

TEST_CASE("an attempt that was not begun does not count") {
    const auto v = after(4, 2, end::untried);
    CHECK(v.what == kind::again);
    CHECK(v.attempts == 3);
    CHECK(v.unresolved == 1);
    CHECK(v.next == now);
}

TEST_CASE("of what may have arrived there is one more attempt") {
    const auto first = after(1, 1, end::unknown);
    CHECK(first.what == kind::again);
    CHECK(first.unresolved == 1);
    CHECK_FALSE(given_up({2, 2})); // the second one
    const auto second = after(2, 2, end::unknown);
    CHECK(second.unresolved == 2);
    CHECK(given_up({3, 3}));
    const auto v = dead_letter({3, 3});
    CHECK(v.what == kind::dead);
    CHECK(v.attempts == 2);
    CHECK(v.unresolved == 2);
    CHECK(v.reason.find("may have been delivered") != std::string::npos);
    // Attempts whose end is known do not add up to it.
    CHECK_FALSE(given_up({9, 1}));
}

TEST_CASE("replies are clipped to what a log can hold") {
    CHECK(clipped("550 no\r\n") == "550 no");
    CHECK(clipped("a\x1b[31mb\x7f\xc3\xa9") == "a[31mb??");
    CHECK(clipped(std::string(500, 'x')).size() == 200);
}
