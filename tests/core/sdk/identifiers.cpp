// UUIDs: order, form, uniqueness.
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <nucleus/uuid.hpp>
#include <set>
#include <thread>
#include <vector>

using nucleus::uuid;

TEST_CASE("v7 ids of one thread are strictly increasing") {
    auto last = uuid::v7();
    for (int i = 0; i < 200'000; ++i) { // far more than a millisecond's counter holds
        const auto next = uuid::v7();
        if (!(last < next)) FAIL("not increasing at " << i << ": " << next.text());
        last = next;
    }
    CHECK((last.bytes[6] >> 4) == 7);
    CHECK((last.bytes[8] >> 6) == 2);
}

TEST_CASE("v7 begins with the time") {
    using namespace std::chrono;
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    std::thread{[now] {
        const auto id = uuid::v7();
        std::int64_t ms = 0;
        for (int i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[static_cast<std::size_t>(i)];
        CHECK(ms >= now);
        CHECK(ms < now + 60'000);
    }}.join();
}

TEST_CASE("ids of several threads differ") {
    std::vector<std::vector<uuid>> made(4);
    std::vector<std::thread> threads;
    for (auto& ids : made)
        threads.emplace_back([&ids] {
            for (int i = 0; i < 5000; ++i) ids.push_back(i % 2 ? uuid::v4() : uuid::v7());
        });
    for (auto& t : threads) t.join();
    std::set<uuid> all;
    for (const auto& ids : made) all.insert(ids.begin(), ids.end());
    CHECK(all.size() == 20'000);
}

TEST_CASE("text form") {
    const auto id = uuid::parse("018F4E9A-7b1c-7c3d-9e5f-0123456789aB");
    REQUIRE(id);
    CHECK(id->text() == "018f4e9a-7b1c-7c3d-9e5f-0123456789ab");
    CHECK(uuid::parse(uuid::v4().text()).has_value());
    CHECK(uuid{}.nil());
    CHECK((uuid::v4().bytes[6] >> 4) == 4);
    for (const auto* bad :
         {"", "018f4e9a7b1c7c3d9e5f0123456789ab", "018f4e9a-7b1c-7c3d-9e5f-0123456789a",
          "018f4e9a-7b1c-7c3d-9e5f-0123456789abc", "018f4e9a-7b1c-7c3d-9e5f-0123456789ag",
          "018f4e9a-7b1c-7c3d-9e5f00123456789ab", "{18f4e9a-7b1c-7c3d-9e5f-0123456789a}",
          "018f4e9a-7b1c-7c3d-9e5f-0123456789\xc3\xa9"}) {
        INFO(bad);
        CHECK(!uuid::parse(bad));
    }
}
