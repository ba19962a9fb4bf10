// The arithmetic, by tables of cases.
#include "limits/counting.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace nucleus::limits;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t start = 1'000'000'000; // a multiple of the windows below
constexpr auto sliding = counting::sliding_window, fixed = counting::fixed_window,
               bucket = counting::token_bucket;

/// Spends one at each of the moments; '+' was granted, '-' was not.
std::string course(counting how, const budget& b, const std::vector<std::uint64_t>& moments) {
    tally t;
    std::string seen;
    for (const auto at : moments) {
        const auto j = judge(how, b, t, start + at);
        t = j.after;
        seen += j.granted ? '+' : '-';
    }
    return seen;
}

}

TEST_CASE("each strategy grants what it should") {
    struct row {
        counting how;
        budget b;
        std::vector<std::uint64_t> moments;
        const char* expected;
    };
    const budget two{1000ms, 2, {}}, ten{1000ms, 10, {}};
    const auto r = GENERATE_REF(
        // A fixed window begins anew.
        row{fixed, two, {0, 0, 0, 999, 1000, 1000, 1000}, "++--++-"},
        row{fixed, two, {999, 999, 1000, 1000, 1001}, "++++-"},
        // In a sliding one the last weighs less and less.
        row{sliding, two, {0, 0, 0, 1000, 1001, 1001, 1499, 1501, 1501}, "++--+--+-"},
        row{sliding, two, {0, 0, 2000, 2000, 2000}, "++++-"},
        row{sliding, two, {0, 0, 5500, 5500, 5500}, "++++-"},
        // A bucket fills drop by drop, and no further than to its rim.
        row{bucket, two, {0, 0, 0, 499, 500, 500, 1000, 1000}, "++--+-+-"},
        row{bucket, two, {0, 9000, 9000, 9000}, "+++-"},
        row{bucket, ten, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 100, 100}, "++++++++++--+-"},
        // Who knocks all the time gets a drop as soon as anybody.
        row{bucket, two, {0, 0, 100, 200, 300, 400, 499, 500}, "++-----+"});
    CHECK(course(r.how, r.b, r.moments) == r.expected);
}

TEST_CASE("a clock that goes back grants nothing that was spent") {
    const budget b{1000ms, 2, {}};
    CHECK(course(fixed, b, {5000, 5000, 0, 0, 4999}) == "++---");
    CHECK(course(sliding, b, {5000, 5000, 0, 0, 4999}) == "++---");
    CHECK(course(bucket, b, {5000, 5000, 0, 0, 4999}) == "++---");
}

TEST_CASE("whoever waits as long as told is granted one, and nobody earlier") {
    const auto how = GENERATE(sliding, fixed, bucket);
    const auto b = GENERATE(budget{1000ms, 1, {}}, budget{1000ms, 3, {}}, budget{1000ms, 10, {}},
                            budget{60'000ms, 7, {}}, budget{1ms, 5, {}});
    for (const std::uint64_t first : {0, 1, 250, 500, 999, 1000, 59'999}) {
        tally t;
        for (std::uint64_t now = start + first;; now += 1) {
            const auto j = judge(how, b, t, now);
            t = j.after;
            if (j.granted) {
                if (now > start + first + 150'000) break;
                now += window_of(b) / (b.max * 2 + 1);
                continue;
            }
            const auto told = tell(how, b, j, now);
            INFO("strategy " << static_cast<int>(how) << " max " << b.max << " at " << now - start
                             << " told " << told.reset.count());
            REQUIRE(told.reset > 0ms);
            const auto wait = static_cast<std::uint64_t>(told.reset.count());
            if (wait > 1) REQUIRE_FALSE(judge(how, b, t, now + wait - 1).granted);
            REQUIRE(judge(how, b, t, now + wait).granted);
            now += wait - 1;
        }
    }
}

TEST_CASE("clients are told what is left, and until when") {
    const auto tell_after = [](counting how, const budget& b, int spent, std::uint64_t now) {
        judgement j{true, {}};
        for (int i = 0; i < spent; ++i) j = judge(how, b, j.after, start + now);
        return tell(how, b, j, start + now);
    };
    const budget b{10'000ms, 4, {}};
    for (const auto how : {sliding, fixed}) {
        const auto one = tell_after(how, b, 1, 4000);
        CHECK(one.allowed);
        CHECK(one.limit == 4);
        CHECK(one.remaining == 3);
        CHECK(one.reset == 6000ms);
        CHECK(tell_after(how, b, 4, 4000).remaining == 0);
    }
    const auto one = tell_after(bucket, b, 1, 4000);
    CHECK(one.remaining == 3);
    CHECK(one.reset == 2500ms);
    CHECK(tell_after(bucket, b, 4, 4000).reset == 10'000ms);
    CHECK(tell_after(bucket, b, 5, 4000).reset == 2500ms);
    CHECK(tell_after(fixed, b, 5, 4000).reset == 6000ms);
    CHECK(tell_after(sliding, b, 5, 4000).reset == 6001ms);
}

TEST_CASE("what is given back counts as if it had never been taken") {
    struct row {
        counting how;
        budget b;
        std::uint64_t back;                 ///< when the first of two that were taken at 0
        std::vector<std::uint64_t> moments; ///< what is asked for then
        const char* expected;
    };
    const budget two{1000ms, 2, {}};
    const auto r = GENERATE_REF(
        row{fixed, two, 10, {10, 10, 1000, 1000, 1000}, "+-++-"},
        row{fixed, two, 1000, {1000, 1000, 1000}, "++-"}, // the window is over: nothing is due
        row{sliding, two, 10, {10, 10, 1000, 1000}, "+---"},
        row{sliding, two, 1000, {1000, 1000}, "+-"},
        row{sliding, two, 2000, {2000, 2000, 2000}, "++-"},
        row{bucket, two, 10, {10, 10, 499, 500}, "+--+"},
        row{bucket, two, 499, {499, 499, 500}, "+-+"},
        row{bucket, two, 500, {500, 500}, "+-"}, // it has filled by one drop: not by two
        row{bucket, two, 5000, {5000, 5000, 5000}, "++-"});
    const auto first = judge(r.how, r.b, {}, start);
    const auto second = judge(r.how, r.b, first.after, start);
    auto t = give_back(r.how, r.b, second.after, first.after.at, start + r.back);
    std::string seen;
    for (const auto at : r.moments) {
        const auto j = judge(r.how, r.b, t, start + at);
        t = j.after;
        seen += j.granted ? '+' : '-';
    }
    CHECK(seen == r.expected);
}

TEST_CASE("nothing is given back twice, or of a count that is gone") {
    const budget b{1000ms, 2, {}};
    for (const auto how : {sliding, fixed, bucket}) {
        const auto one = judge(how, b, {}, start);
        auto t = give_back(how, b, one.after, one.after.at, start);
        t = give_back(how, b, t, one.after.at, start);
        t = give_back(how, b, t, one.after.at, start);
        CHECK(judge(how, b, judge(how, b, t, start).after, start).granted);
        CHECK_FALSE(judge(how, b, judge(how, b, judge(how, b, t, start).after, start).after, start)
                        .granted);
        CHECK(give_back(how, b, {}, one.after.at, start) == tally{});
    }
}

TEST_CASE("the largest budgets do not overflow") {
    const budget b{std::chrono::hours{24 * 31}, 2'147'483'647, {}};
    constexpr std::uint64_t now = 1'800'000'000'000; // of this century
    for (const auto how : {sliding, fixed, bucket}) {
        tally t;
        for (int i = 0; i < 1000; ++i) {
            const auto j = judge(how, b, t, now + 40 * static_cast<std::uint64_t>(i));
            REQUIRE(j.granted);
            t = j.after;
            REQUIRE(tell(how, b, j, now + 40 * static_cast<std::uint64_t>(i)).remaining >=
                    b.max - 1001);
        }
    }
}
