// Counting: windows, buckets, blocks, and a table that never grows.
#include "limits/own_counts.hpp"
#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <vector>

using namespace nucleus::limits;
using namespace std::chrono_literals;

namespace {
constexpr std::uint64_t start = 1'000'000'000; // a multiple of the windows below

int allowed(own_counts& t, std::uint64_t key, counting how, const budget& b, std::uint64_t now,
            int tries) {
    int n = 0;
    for (int i = 0; i < tries; ++i) n += t.take(key, how, b, now).allowed ? 1 : 0;
    return n;
}
}

TEST_CASE("a fixed window starts afresh") {
    own_counts t;
    const budget b{1000ms, 5, {}};
    CHECK(allowed(t, 1, counting::fixed_window, b, start, 8) == 5);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 999, 8) == 0);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 1000, 8) == 5);
    CHECK(allowed(t, 2, counting::fixed_window, b, start, 8) == 5);
}

TEST_CASE("a sliding window carries the last one over, in proportion") {
    own_counts t;
    const budget b{1000ms, 10, {}};
    CHECK(allowed(t, 1, counting::sliding_window, b, start + 900, 20) == 10);
    CHECK(allowed(t, 1, counting::sliding_window, b, start + 1100, 20) ==
          1); // 9 of the last still count
    CHECK(allowed(t, 1, counting::sliding_window, b, start + 1500, 20) == 4);
    CHECK(allowed(t, 1, counting::sliding_window, b, start + 5000, 20) == 10);
}

TEST_CASE("a bucket refills steadily") {
    own_counts t;
    const budget b{1000ms, 10, {}};
    CHECK(allowed(t, 1, counting::token_bucket, b, start, 20) == 10);
    CHECK(allowed(t, 1, counting::token_bucket, b, start + 50, 20) == 0);
    CHECK(allowed(t, 1, counting::token_bucket, b, start + 300, 20) == 3);
    CHECK(allowed(t, 1, counting::token_bucket, b, start + 60'000, 20) == 10);
}

TEST_CASE("decisions tell what is left and when to return") {
    own_counts t;
    const budget b{10'000ms, 3, {}};
    const auto first = t.take(7, counting::fixed_window, b, start + 4000);
    CHECK(first.limit == 3);
    CHECK(first.remaining == 2);
    CHECK(first.reset == 6000ms);
    (void)t.take(7, counting::fixed_window, b, start + 4000);
    CHECK(t.take(7, counting::fixed_window, b, start + 4000).remaining == 0);
    const auto refused = t.take(7, counting::fixed_window, b, start + 5000);
    CHECK_FALSE(refused.allowed);
    CHECK(refused.reset == 5000ms);
}

TEST_CASE("an excess may block for longer than the window") {
    own_counts t;
    const budget b{1000ms, 2, 5000ms};
    CHECK(allowed(t, 1, counting::fixed_window, b, start, 3) == 2);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 4999, 1) == 0);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 5000, 1) == 1);
}

TEST_CASE("what is given back may be taken again, and no more") {
    for (const auto how :
         {counting::sliding_window, counting::fixed_window, counting::token_bucket}) {
        own_counts t;
        const budget b{1000ms, 2, {}};
        const auto first = t.take(1, how, b, start);
        REQUIRE(t.take(1, how, b, start).allowed);
        CHECK_FALSE(t.take(1, how, b, start).allowed);
        t.give_back(1, how, b, first.granted_at, start + 1);
        CHECK(allowed(t, 1, how, b, start + 1, 5) == 1);
        t.give_back(2, how, b, first.granted_at, start + 1); // of whom nothing is known
        CHECK(allowed(t, 2, how, b, start + 1, 5) == 2);
    }
}

TEST_CASE("what is given back lifts no block") {
    own_counts t;
    const budget b{1000ms, 1, 5000ms};
    const auto one = t.take(1, counting::fixed_window, b, start);
    CHECK_FALSE(t.take(1, counting::fixed_window, b, start).allowed);
    t.give_back(1, counting::fixed_window, b, one.granted_at, start + 1);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 4999, 1) == 0);
}

TEST_CASE("a flood of keys does not wipe out one that is busy") {
    own_counts t{1024};
    const budget b{60'000ms, 100, {}};
    CHECK(allowed(t, 42, counting::fixed_window, b, start, 100) == 100);
    for (std::uint64_t key = 1000; key < 21'000; ++key) {
        (void)t.take(key, counting::fixed_window, b, start + key / 10);
        if (key % 50 == 0)
            REQUIRE_FALSE(t.take(42, counting::fixed_window, b, start + key / 10).allowed);
    }
}

TEST_CASE("concurrent spending is counted") {
    own_counts t;
    const budget b{3'600'000ms, 5000, {}};
    std::atomic<int> n{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { n += allowed(t, 9, counting::sliding_window, b, start, 4000); });
    for (auto& th : threads) th.join();
    CHECK(n == 5000);
}

TEST_CASE("of many at once that give back, never more than the budget are under way") {
    own_counts t;
    const budget b{3'600'000ms, 3, {}};
    std::atomic<int> under_way{0}, most{0}, granted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 20'000; ++n) {
                const auto got = t.take(9, counting::sliding_window, b, start);
                if (!got.allowed) continue;
                ++granted;
                most = std::max(most.load(), ++under_way);
                --under_way;
                t.give_back(9, counting::sliding_window, b, got.granted_at, start);
            }
        });
    for (auto& th : threads) th.join();
    CHECK(most <= 3);
    CHECK(granted > 3);
    CHECK(allowed(t, 9, counting::sliding_window, b, start, 10) == 3); // nothing is left over
}

TEST_CASE("what was refused elsewhere is refused here for as long") {
    own_counts t;
    const budget b{1000ms, 5, {}};
    CHECK(t.refused(1, start) == 0ms);
    t.refuse(1, start, 300ms);
    CHECK(t.refused(1, start + 100) == 200ms);
    CHECK(t.refused(2, start + 100) == 0ms);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 299, 3) == 0);
    CHECK(t.refused(1, start + 300) == 0ms);
    CHECK(allowed(t, 1, counting::fixed_window, b, start + 300, 9) == 5);
}

TEST_CASE("a count is remembered over many windows, and none is taken for another") {
    own_counts t;
    const budget b{1ms, 2, {}};
    for (const std::uint64_t later : {0, 1, 2, 1000, 1 << 20, (1 << 20) + 1, 1 << 24})
        CHECK(allowed(t, 1, counting::fixed_window, b, start + later, 5) == 2);
}
