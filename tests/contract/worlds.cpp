// Plugins that are sound alone, but get in each other's or core's way.
#include "world_of.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace nucleus;
using Catch::Matchers::ContainsSubstring;
using testing::describe;

TEST_CASE("A sound plugin's section and endpoints are part of the world") {
    const auto d = describe({"good"}, R"(,"contract":{"word":"hello"})");
    INFO(d.faults());
    REQUIRE(d.world);
    const auto& rows = d.world->catalog.rows();
    const auto& last = rows.back();
    CHECK(last.key == "CONTRACT_ITEM");
    CHECK(last.plugin == "good");
    CHECK(rows.front().plugin == "core");
    CHECK_THAT(app::openapi_text(*d.world), ContainsSubstring("/contract/items/{id}"));
    CHECK_THAT(d.world->config->masked_json("contract"), ContainsSubstring("hello"));
}

TEST_CASE("A key that two plugins use names both owners and both places") {
    const auto d = describe({"good", "key_collision"});
    CHECK_FALSE(d.world);
    CHECK_THAT(d.faults(),
               ContainsSubstring("CONTRACT_WHERE") &&
                   ContainsSubstring("GET /contract/where of plugin good") &&
                   ContainsSubstring("GET /contract/elsewhere of plugin key_collision"));
}

TEST_CASE("Paths that differ only in the names of parameters collide") {
    const auto d = describe({"good", "path_collision"});
    CHECK_FALSE(d.world);
    CHECK_THAT(d.faults(), ContainsSubstring("/contract/items/:name") &&
                               ContainsSubstring("of path_collision") &&
                               ContainsSubstring("/contract/items/:id") &&
                               ContainsSubstring("of good"));
}

TEST_CASE("A malformed path is refused with the plugin's name") {
    const auto d = describe({"bad_path"});
    CHECK_FALSE(d.world);
    CHECK_THAT(d.faults(), ContainsSubstring("plugin bad_path") &&
                               ContainsSubstring("'contract//x' must begin with '/'"));
}

TEST_CASE("A section that core has already is refused") {
    const auto d = describe({"section_collision"});
    CHECK_FALSE(d.world);
    CHECK_THAT(d.faults(), ContainsSubstring("plugin section_collision") &&
                               ContainsSubstring("\"server\", which core has already"));
}

TEST_CASE("One plugin named twice is refused") {
    const auto d = describe({"good", std::string{CONTRACT_PLUGINS} + "/good.so"});
    CHECK_FALSE(d.world);
    CHECK_THAT(d.faults(), ContainsSubstring("two loaded files have this plugin's name"));
}

TEST_CASE("A plugin's own section is validated like core's") {
    const auto d = describe({"good"}, R"(,"contract":{"wrod":"hello"})");
    CHECK_FALSE(d.world);
    CHECK_THAT(d.faults(), ContainsSubstring("$.contract.wrod") && ContainsSubstring("word"));
}
