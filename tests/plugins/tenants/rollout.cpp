#include "domain/rollout.hpp"
#include <catch2/catch_test_macros.hpp>

using nucleus::tenants::rollout;

namespace {

/// As many as may be begun at once.
std::size_t begin_all(rollout& r) {
    std::size_t n = 0;
    for (; n < 100 && r.may_begin(); ++n) r.begun();
    return n;
}

}

TEST_CASE("one goes first; when that went well the others follow side by side") {
    rollout r{4};
    CHECK(begin_all(r) == 1);
    r.ended(true);
    CHECK(begin_all(r) == 4);
    r.ended(false); // stops nobody
    CHECK(begin_all(r) == 1);
    for (int i = 0; i < 50; ++i) {
        r.ended(false);
        CHECK(begin_all(r) == 1);
    }
    CHECK_FALSE(r.halted());
    CHECK(r.failed() == 51);
    CHECK(r.done() == 1);
}

TEST_CASE("when the first three fail nobody else is tried") {
    rollout r{4};
    for (int i = 0; i < 3; ++i) {
        CHECK(begin_all(r) == 1);
        r.ended(false);
    }
    CHECK(r.halted());
    CHECK(begin_all(r) == 0);
}

TEST_CASE("one that fails, and another that does not, prove it") {
    rollout r{2};
    REQUIRE(begin_all(r) == 1);
    r.ended(false);
    REQUIRE(begin_all(r) == 1);
    r.ended(true);
    CHECK(begin_all(r) == 2);
}
