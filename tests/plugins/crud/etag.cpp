#include "domain/etag.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;

TEST_CASE("entity tags") {
    CHECK(make_tag("731", "abcd") == "\"731-abcd\"");
    CHECK_FALSE(parse_tags("", true));
    CHECK(parse_tags("*", true)->any);
    CHECK_FALSE(parse_tags("*", true)->malformed);
    const auto two = parse_tags(R"("731-abcd" , W/"732-abcd")", false);
    CHECK(two->tags == std::vector<std::string>{"731-abcd", "732-abcd"});
    CHECK_FALSE(two->malformed);
    CHECK(matches(*two, "\"732-abcd\""));
    CHECK_FALSE(matches(*two, "\"733-abcd\""));
    CHECK(versions_of(*two) == std::vector<std::string>{"731", "732"});
}

TEST_CASE("what is no tag matches nothing") {
    CHECK(parse_tags(R"(W/"731-abcd")", true)->tags.empty());
    for (const auto* bad : {"731-abcd", "\"731-abcd", ",", "W/", "\""}) {
        const auto c = parse_tags(bad, true);
        REQUIRE(c);
        CHECK(c->tags.empty());
        CHECK_FALSE(matches(*c, "\"731-abcd\""));
        CHECK(c->malformed == (std::string_view{bad} != ","));
    }
}
