// What a presented refresh token deserves, as a table.
#include "domain/rotation.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;

namespace {

constexpr instant noon{std::chrono::seconds{1'800'000'000}};

/// At generation 7 since `rotated` before noon.
session at_seven(std::optional<std::chrono::milliseconds> rotated) {
    session s;
    s.generation = 7;
    if (rotated) s.rotated_at = noon - *rotated;
    s.created_at = noon - 1h;
    s.last_activity_at = noon - 10min;
    s.expires_at = noon + 24h;
    s.approval_status = "approved";
    return s;
}

}

TEST_CASE("a refresh token is judged by its generation and the time since the last rotation") {
    struct row {
        std::int64_t generation;
        std::optional<std::chrono::milliseconds> rotated;
        rotation expected;
    };
    const row table[] = {
        {7, std::nullopt, rotation::rotate}, {7, 0ms, rotation::rotate},
        {7, 48h, rotation::rotate},          {6, 0ms, rotation::repeat},
        {6, 29'999ms, rotation::repeat},     {6, 30s, rotation::repeat},
        {6, 30'001ms, rotation::reuse},      {6, std::nullopt, rotation::reuse},
        {5, 0ms, rotation::reuse},           {0, 1ms, rotation::reuse},
        {-1, 0ms, rotation::reuse},          {8, 0ms, rotation::dead},
        {INT64_MAX, 0ms, rotation::dead},
    };
    for (const auto& r : table) {
        INFO("generation " << r.generation << ", rotated "
                           << (r.rotated ? std::to_string(r.rotated->count()) : "never"));
        CHECK(judge(at_seven(r.rotated), r.generation, noon, 30s, std::nullopt) == r.expected);
    }
}

TEST_CASE("a token of a session that is over is dead, whatever its generation") {
    for (const std::int64_t generation : {5, 6, 7}) {
        auto revoked = at_seven(0ms);
        revoked.revoked_at = noon - 1s;
        CHECK(judge(revoked, generation, noon, 30s, std::nullopt) == rotation::dead);
        auto expired = at_seven(0ms);
        expired.expires_at = noon;
        CHECK(judge(expired, generation, noon, 30s, std::nullopt) == rotation::dead);
        auto pending = at_seven(0ms);
        pending.approval_status = "pending";
        CHECK(judge(pending, generation, noon, 30s, std::nullopt) == rotation::dead);
        CHECK(judge(at_seven(0ms), generation, noon, 30s, 10min) == rotation::dead);
    }
    CHECK(judge(at_seven(0ms), 7, noon, 30s, 11min) == rotation::rotate);
}

TEST_CASE("a session ends at its expiry or when it was idle for too long, whichever is first") {
    const auto s = at_seven(0ms);
    CHECK(ends_at(s, std::nullopt) == noon + 24h);
    CHECK(ends_at(s, 30min) == noon + 20min);
    CHECK(ends_at(s, 48h) == noon + 24h);
    CHECK(is_live(s, noon, std::nullopt));
    CHECK_FALSE(is_live(s, noon + 24h, std::nullopt));
}

TEST_CASE("the token of a stopped impersonation leads back for a moment, and from there only") {
    constexpr auto grace = 30s;
    auto own = at_seven(0ms), lent = at_seven(std::nullopt);
    own.id = uuid::v7();
    lent.impersonator_session_id = own.id;
    lent.revoked_at = own.rotated_at = noon;
    CHECK(leads_back(lent, 7, own, noon, grace));
    CHECK(leads_back(lent, 7, own, noon + grace, grace));
    CHECK_FALSE(leads_back(lent, 7, own, noon + grace + 1ms, grace));
    CHECK_FALSE(leads_back(lent, 6, own, noon, grace)); // was replaced before
    CHECK_FALSE(leads_back(lent, 8, own, noon, grace));
    auto further = own; // somebody has gone on
    further.rotated_at = noon + 1ms;
    CHECK_FALSE(leads_back(lent, 7, further, noon + 1ms, grace));
    auto never = own;
    never.rotated_at.reset();
    CHECK_FALSE(leads_back(lent, 7, never, noon, grace));
    auto alive = lent;
    alive.revoked_at.reset();
    CHECK_FALSE(leads_back(alive, 7, never, noon, grace));
    auto other = own;
    other.id = uuid::v7();
    CHECK_FALSE(leads_back(lent, 7, other, noon, grace));
}
