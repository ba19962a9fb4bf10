#include "domain/json_literal.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;
using kind = json_literal::kind;

TEST_CASE("a literal is taken apart one level") {
    CHECK(read_literal(" null ").is == kind::null);
    CHECK(read_literal("true").text == "true");
    CHECK(read_literal("-1.50e3").text == "-1.50e3");
    CHECK(read_literal(R"({"a":[1]})").is == kind::object);
    const auto list = read_literal(R"([1, "a,]b", [2,3], {"k":"v,"}, null])");
    REQUIRE(list.items.size() == 5);
    CHECK(list.items[1].text == "a,]b");
    CHECK(list.items[2].items.size() == 2);
    CHECK(list.items[3].text == R"({"k":"v,"})");
    CHECK(list.items[4].is == kind::null);
    CHECK(read_literal(" [ ] ").items.empty());
}

TEST_CASE("escapes in strings are decoded") {
    CHECK(read_literal(R"("a\"\\\/\b\f\n\r\tz")").text == "a\"\\/\b\f\n\r\tz");
    CHECK(read_literal(R"("\u00e9\u20ac\ud83d\ude00")").text == "é€😀");
    CHECK(read_literal(R"("")").text.empty());
    CHECK(read_literal(R"(["\\", "\""])").items[0].text == "\\");
}
