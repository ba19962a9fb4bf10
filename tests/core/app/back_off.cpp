#include "app/back_off.hpp"
#include <catch2/catch_test_macros.hpp>
#include <vector>

using nucleus::app::back_off;
using namespace std::chrono_literals;

TEST_CASE("Delays double from 100 ms and end at 10 s; the first start is at once") {
    back_off b;
    for (const auto expected :
         {0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 6400ms, 10'000ms, 10'000ms})
        CHECK(b.next(0ms) == expected);
}

TEST_CASE("Having served for a while begins from the beginning, for less it does not") {
    back_off b;
    for (int i = 0; i < 20; ++i) b.next(0ms);
    CHECK(b.next(back_off::a_while - 1ms) == back_off::most);
    CHECK(b.next(back_off::a_while) == 0ms);
    CHECK(b.next(0ms) == 100ms);
}
