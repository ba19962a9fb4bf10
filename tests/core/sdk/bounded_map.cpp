// What is remembered within bounds.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <nucleus/bounded_map.hpp>

using namespace nucleus;

TEST_CASE("a bounded map holds no more than it may, and keeps what is asked for") {
    bounded_map<int, int, std::hash<int>> map{100};
    map.put(-1, 7);
    for (int i = 0; i < 10'000; ++i) {
        map.put(i, i);
        REQUIRE(map.size() <= 100);
        REQUIRE(map.find(-1));
        REQUIRE(*map.find(-1) == 7);
        REQUIRE(map.find(i));
    }
    CHECK_FALSE(map.find(0));
    map.put(5, 6);
    CHECK(*map.find(5) == 6);
    map.erase(5);
    CHECK_FALSE(map.find(5));
}

TEST_CASE("a value that is put again replaces the old one, wherever that was") {
    bounded_map<int, int, std::hash<int>> map{4};
    map.put(1, 10);
    map.put(2, 20);
    map.put(3, 30); // 1 and 2 have grown old
    map.put(1, 11);
    CHECK(*map.find(1) == 11);
    map.erase(1);
    CHECK_FALSE(map.find(1));
}
