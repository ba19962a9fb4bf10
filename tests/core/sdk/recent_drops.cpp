#include <catch2/catch_test_macros.hpp>
#include <nucleus/recent_drops.hpp>

using namespace nucleus;

TEST_CASE("what was dropped since is told, also when there was too much of it") {
    recent_drops drops;
    const auto one = uuid::v7();
    auto before = drops.count();
    CHECK_FALSE(drops.since(before, one));
    drops.note(uuid::v7());
    CHECK_FALSE(drops.since(before, one));
    drops.note(one);
    CHECK(drops.since(before, one));
    CHECK_FALSE(drops.since(drops.count(), one));
    before = drops.count();
    for (int i = 0; i < 1024; ++i) drops.note(uuid::v7());
    CHECK_FALSE(drops.since(before, one));
    drops.note(uuid::v7());
    CHECK(drops.since(before, one));
    before = drops.count();
    drops.note_all();
    CHECK(drops.since(before, one));
    CHECK_FALSE(drops.since(drops.count(), one));
}
