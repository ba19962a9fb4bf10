// What becomes of sign-ins that wait, and how devices are known again.
#include "domain/approval.hpp"
#include "domain/device_token.hpp"
#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;

namespace {

constexpr instant noon{std::chrono::seconds{1'800'000'000}};

session waiting(std::string status = "pending") {
    session s;
    s.id = uuid::v7();
    s.seed = "seed";
    s.created_at = noon - 1min;
    s.expires_at = noon + 9min;
    s.approval_status = std::move(status);
    s.approval_requested_at = s.created_at;
    return s;
}

std::string wrong_for(const session& s) { return approval_code(s) == "00" ? "01" : "00"; }

device_keys keys(const std::string& now, const std::string& before = {}) {
    return {secret_string{now}, secret_string{before}};
}

}

TEST_CASE("a sign-in is decided once, in time, by its code") {
    const auto s = waiting();
    const auto right = approval_code(s), wrong = wrong_for(s);
    struct row {
        int wrong_before;
        decision made;
        verdict expected;
    };
    const row table[] = {
        {0, {true, right}, verdict::approve},        {2, {true, right}, verdict::approve},
        {0, {true, std::nullopt}, verdict::approve}, {0, {true, wrong}, verdict::wrong_code},
        {1, {true, wrong}, verdict::wrong_code},     {2, {true, wrong}, verdict::too_many_codes},
        {7, {true, wrong}, verdict::too_many_codes}, {0, {true, ""}, verdict::wrong_code},
        {0, {false, {}}, verdict::reject},           {2, {false, wrong}, verdict::reject},
    };
    for (const auto& r : table) {
        INFO(r.wrong_before << " " << r.made.approves << " " << r.made.code.value_or("-"));
        CHECK(judge(s, r.wrong_before, r.made, noon) == r.expected);
        CHECK(judge(s, r.wrong_before, r.made, s.expires_at) == verdict::late);
        for (const auto* status : {"approved", "rejected"})
            CHECK(judge(waiting(status), r.wrong_before, r.made, noon) == verdict::decided);
        CHECK(judge(waiting("expired"), r.wrong_before, r.made, noon) == verdict::late);
        auto withdrawn = s;
        withdrawn.revoked_at = noon;
        CHECK(judge(withdrawn, r.wrong_before, r.made, noon) == verdict::decided);
        CHECK(judge(withdrawn, r.wrong_before, r.made, s.expires_at) == verdict::decided);
    }
}

TEST_CASE("a sign-in waits until its time is over") {
    CHECK(approval_of(waiting(), noon) == approval::pending);
    CHECK(approval_of(waiting(), noon + 9min) == approval::expired);
    CHECK(approval_of(waiting("expired"), noon) == approval::expired);
    CHECK(approval_of(waiting("rejected"), noon + 1h) == approval::rejected);
    CHECK(approval_of(waiting("approved"), noon) == approval::approved);
    CHECK(approval_of(waiting("nonsense"), noon) == approval::expired);
}

TEST_CASE("codes are two digits, the same for the same sign-in, any of a hundred for others") {
    auto s = waiting();
    std::set<std::string> seen;
    for (int i = 0; i < 5000; ++i) {
        s.seed = "seed " + std::to_string(i);
        const auto code = approval_code(s);
        REQUIRE(code.size() == 2);
        REQUIRE(code.find_first_not_of("0123456789") == code.npos);
        CHECK(approval_code(s) == code);
        seen.insert(code);
    }
    CHECK(seen.size() == 100);
}

TEST_CASE("a device token is good for its user, tenant and key") {
    const auto ada = uuid::v7(), bob = uuid::v7(), device = uuid::v7();
    const auto token = make_device_token(keys("k1"), "t", ada, device);
    CHECK(token.size() == 64);
    CHECK(find_device(keys("k1"), "t", ada, token) == device);
    CHECK(find_device(keys("k2", "k1"), "t", ada, token) == device);
    CHECK_FALSE(find_device(keys("k2"), "t", ada, token));
    CHECK_FALSE(find_device(keys("k1"), "t", bob, token));
    CHECK_FALSE(find_device(keys("k1"), "u", ada, token));
    CHECK_FALSE(find_device(keys("k1"), "", ada, token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(find_device(keys("k1"), "t", ada, changed));
    }
    for (const std::string bad : {"", ".", "x", "' OR 1=1", "...."}) {
        CHECK_FALSE(find_device(keys("k1"), "t", ada, bad));
        CHECK(find_device(keys("k1"), "t", ada, bad + "." + token) == device);
    }
    CHECK_FALSE(find_device(keys("k1"), "t", ada, token + "A"));
}

TEST_CASE("people who share a browser have a token each, the newest first") {
    const auto k = keys("k");
    std::vector<uuid> people;
    std::string all;
    for (int i = 0; i < 7; ++i) {
        people.push_back(uuid::v7());
        all = with_device_token(all, make_device_token(k, "", people.back(), uuid::v7()));
    }
    CHECK(all.size() == 5 * 64 + 4);
    for (std::size_t i = 0; i < people.size(); ++i)
        CHECK(find_device(k, "", people[i], all).has_value() == (i >= 2));
    // Once more for the same device, made with another key.
    const auto device = *find_device(k, "", people[3], all);
    const auto again = with_device_token(all, make_device_token(keys("n"), "", people[3], device));
    CHECK(again.size() == all.size());
    CHECK_FALSE(find_device(k, "", people[3], again));
    CHECK(find_device(keys("n"), "", people[3], again) == device);
    CHECK(with_device_token("garbage." + std::string(64, '!'), "t") == "t");
}
