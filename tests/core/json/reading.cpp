// Bodies to described structs: what is accepted, and every way to be refused.
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace json_test;

namespace {

std::string faults(std::string_view body) { return faults_of(json::read<everything>(body)); }

everything fine(std::string_view body) {
    auto r = json::read<everything>(body);
    INFO(body);
    REQUIRE(faults_of(r) == "fine");
    return std::move(*r);
}

}

TEST_CASE("every kind of field is read") {
    const auto e = fine(R"( { "flag":true, "count":-9223372036854775808, "small":255,
        "ratio":-1.5e3, "price":12.3400, "name":"Ada \"\u00e9\ud83d\ude00\n", "password":"s\u0020t",
        "id":"018F4E9A-7b1c-7c3d-9e5f-0123456789ab", "at":"2026-11-24T15:28:33.5+01:00",
        "wait":"30s", "room":"10KiB", "extra": {"a" :[1, 2.50,{}],"b":null} , "tint":"green",
        "nick":null, "maybe":7, "tags":["x","y"], "counters":{"a":1,"b\u0062":2},
        "lines":[{"sku":"ab","quantity":2},{"sku":"cd","quantity":3,"note":"n"}],
        "firstLine":{"quantity":1,"sku":"zz"} } )");
    CHECK(e.flag);
    CHECK(e.count == INT64_MIN);
    CHECK(e.small == 255);
    CHECK(e.ratio == -1500.0);
    CHECK(e.price.digits == "12.3400");
    CHECK(e.name == "Ada \"é😀\n");
    CHECK(e.password.reveal() == "s t");
    CHECK(e.id.text() == "018f4e9a-7b1c-7c3d-9e5f-0123456789ab");
    CHECK(format_instant(e.at) == "2026-11-24T14:28:33.5Z");
    CHECK(e.wait == std::chrono::seconds{30});
    CHECK(e.room.bytes == 10240);
    CHECK(e.extra.text == R"({"a" :[1, 2.50,{}],"b":null})");
    CHECK(e.tint == colour::green);
    CHECK(!e.nick);
    CHECK(e.maybe == 7);
    CHECK(e.tags == std::vector<std::string>{"x", "y"});
    CHECK(e.counters == std::map<std::string, std::int64_t>{{"a", 1}, {"bb", 2}});
    REQUIRE(e.lines.size() == 2);
    CHECK(e.lines[1].note == "n");
    CHECK(e.first_line->sku == "zz");
}

TEST_CASE("what is left out keeps the struct's own default") {
    const auto e = fine("{}");
    CHECK(e.tags == std::vector<std::string>{"default"});
    CHECK(!e.maybe);
    CHECK(fine(R"({"tags":[]})").tags.empty());
}

TEST_CASE("all faults of a body come back at once, each with its pointer") {
    CHECK(faults(R"({"flag":1,"count":"1","small":256,"lines":[{"sku":"a"},7,{"sku":"abcde",
                     "quantity":0}],"id":"x","tint":"blue","nope":{"a":[1]},"maybe":null})") ==
          "/flag wrong_type; /count wrong_type; /small too_large; /lines/0/sku too_short; "
          "/lines/0/quantity required; /lines/1 wrong_type; /lines/2/sku too_long; "
          "/lines/2/quantity too_small; /id malformed; /tint not_allowed; /nope unknown_field; "
          "/maybe wrong_type");
}

TEST_CASE("scalars are strict") {
    struct row {
        const char* body;
        const char* faults;
    };
    for (const auto& [body, expected] : {
             row{R"({"count":1.0})", "/count wrong_type"},
             row{R"({"count":1e2})", "/count wrong_type"},
             row{R"({"count":9223372036854775807})", "fine"},
             row{R"({"count":9223372036854775808})", "/count too_large"},
             row{R"({"count":-9223372036854775809})", "/count too_small"},
             row{R"({"small":-1})", "/small too_small"},
             row{R"({"ratio":1e400})", "/ratio too_large"},
             row{R"({"ratio":1e-400})", "fine"},
             row{R"({"ratio":"1"})", "/ratio wrong_type"},
             row{R"({"price":"12.30"})", "fine"},
             row{R"({"price":"12,30"})", "/price wrong_type"},
             row{R"({"price":"NaN"})", "/price wrong_type"},
             row{R"({"price":1e999999999999999999999})", "/price too_large"},
             row{R"({"price":1e-99999})", "/price too_precise"},
             row{R"({"price":true})", "/price wrong_type"},
             row{R"({"name":1})", "/name wrong_type"},
             row{R"({"name":null})", "/name wrong_type"},
             row{R"({"name":["x"]})", "/name wrong_type"},
             row{R"({"flag":"true"})", "/flag wrong_type"},
             row{R"({"flag":null})", "/flag wrong_type"},
             row{R"({"id":"018f4e9a7b1c7c3d9e5f0123456789ab"})", "/id malformed"},
             row{R"({"at":"2026-11-24"})", "/at malformed"},
             row{R"({"at":"2026-11-24T14:28:33"})", "/at malformed"},
             row{R"({"at":"2026-02-29T14:28:33Z"})", "/at malformed"},
             row{R"({"at":"0000-01-01T00:00:00Z"})", "/at malformed"},
             row{R"({"at":"9999-12-31T23:59:59-01:00"})", "/at malformed"},
             row{R"({"at":"infinity"})", "/at malformed"},
             row{R"({"wait":30})", "/wait wrong_type"},
             row{R"({"wait":"30 s"})", "/wait malformed"},
             row{R"({"room":1024})", "fine"},
             row{R"({"room":-1})", "/room wrong_type"},
             row{R"({"room":"10MB"})", "/room malformed"},
             row{R"({"extra":null})", "fine"},
             row{R"({"tags":"x"})", "/tags wrong_type"},
             row{R"({"tags":["a",1]})", "/tags/1 wrong_type"},
             row{R"({"tags":["a",null]})", "/tags/1 wrong_type"},
             row{R"({"tags":["a","b","c","d"]})", "/tags too_long"},
             row{R"({"counters":[]})", "/counters wrong_type"},
             row{R"({"counters":{"a/b~":"x"}})", "/counters/a~1b~0 wrong_type"},
             row{R"({"firstLine":[]})", "/firstLine wrong_type"},
             row{R"([])", " wrong_type"},
             row{R"("x")", " wrong_type"},
             row{R"(null)", " wrong_type"},
         }) {
        INFO(body);
        CHECK(faults(body) == expected);
    }
}

TEST_CASE("malformed JSON names the spot") {
    const std::string deep(40, '[');
    struct row {
        std::string body, place;
    };
    for (const auto& [body, place] : {
             row{"", "the text is empty"},
             row{" \n ", "the text is empty"},
             row{"{", "line 1, column 2: the text ends too early"},
             row{"{} x", "line 1, column 4: nothing may follow the value"},
             row{"{}{}", "line 1, column 3: nothing may follow"},
             row{std::string{"{}\0", 3}, "line 1, column 3: nothing may follow"},
             row{"{\n \"flag\": tru}", "line 2, column 10: a value is expected"},
             row{"{\"flag\":truex}", "column 13: ',' or '}' is missing"},
             row{"{\"flag\":true,}", "column 14: a key in double quotes"},
             row{"{\"flag\" true}", "column 9: ':' is missing"},
             row{"{flag:true}", "column 2: a key in double quotes"},
             row{"{'flag':true}", "column 2: a key in double quotes"},
             row{"{\"count\":01}", "column 10: a number must not begin with 0"},
             row{"{\"count\":+1}", "column 10: a value is expected"},
             row{"{\"count\":-}", "column 11: a digit is missing"},
             row{"{\"ratio\":1.}", "column 12: a digit is missing after the point"},
             row{"{\"ratio\":.5}", "column 10: a value is expected"},
             row{"{\"ratio\":1e+}", "column 13: a digit is missing in the exponent"},
             row{"{\"ratio\":NaN}", "column 10: a value is expected"},
             row{"{\"extra\":NaN}", "column 10: a value is expected"},
             row{"{\"extra\":[1 2]}", "column 13: ',' or ']' is missing"},
             row{"{\"extra\":[1,]}", "column 13: a value is expected"},
             row{"{\"extra\":{\"a\":1,\"\\u0061\":2}}", "column 17: the key \"a\" is given twice"},
             row{"{\"flag\":true,\"flag\":true}", "column 14: the key \"flag\" is given twice"},
             row{"{\"no\":1,\"no\":2}", "column 9: the key \"no\" is given twice"},
             row{"{\"counters\":{\"a\":1,\"a\":2}}", "column 20: the key \"a\" is given twice"},
             row{"{\"name\":\"a", "column 9: a string is not closed"},
             row{"{\"name\":\"a\tb\"}", "column 11: a control character"},
             row{"{\"name\":\"a\\x\"}", "column 11: a backslash"},
             row{"{\"name\":\"\\u00zz\"}", "column 14: \\u must be followed"},
             row{"{\"name\":\"\\u0000\"}", "column 10: NUL"},
             row{"{\"name\":\"\\ud800\"}", "column 10: a lone surrogate"},
             row{"{\"name\":\"\\ud800\\u0041\"}", "column 10: a lone surrogate"},
             row{"{\"name\":\"\\udc00\"}", "column 10: a lone surrogate"},
             row{"{\"nope\":\"\\udc00\"}", "column 10: a lone surrogate"},
             row{"{\"name\":\"\xff\"}", "column 10: a byte is not UTF-8"},
             row{"{\"name\":\"\xed\xa0\x80\"}", "column 10: a byte is not UTF-8"},
             row{"{\"name\":\"\xc0\x80\"}", "column 10: a byte is not UTF-8"},
             row{"\xef\xbb\xbf{}", "column 1: "},
             row{"{\"extra\":" + deep, "column 41: nested deeper than 32 levels"},
         }) {
        INFO(body);
        const auto r = json::read<everything>(body);
        REQUIRE(!r.has_value());
        INFO(r.error().text());
        CHECK((r.error().kind == &errors::malformed_json));
        CHECK(r.error().text().find(place) != std::string_view::npos);
    }
}

TEST_CASE("many equal keys are found, wherever they are") {
    std::string body{R"({"extra":{)"};
    for (int i = 0; i < 500; ++i) body += "\"k" + std::to_string(i) + "\":1,";
    CHECK(faults(body + R"("k7777":0}})") == "fine");
    CHECK(faults(body + R"("k77":0}})") == "malformed_json");
    CHECK(faults(body + R"("k\u0037":0}})") == "malformed_json");
}

TEST_CASE("the depth limit counts the value itself") {
    const auto nested = [](int n) { return std::string(n, '[') + std::string(n, ']'); };
    CHECK(json::check(nested(32)).has_value());
    CHECK(!json::check(nested(33)).has_value());
    CHECK(json::check(nested(33), {.depth = 33}).has_value());
}

TEST_CASE("an unknown field is told what it may have meant") {
    const auto r = json::read<everything>(R"({"cuont":1})");
    REQUIRE(!r.has_value());
    CHECK(r.error().faults.at(0).message.find("\"count\"") != std::string::npos);
}

TEST_CASE("the answer to a hostile body stays small") {
    std::string body{"{"};
    for (int i = 0; i < 5000; ++i)
        body += "\"x" + std::to_string(i) + std::string(200, 'y') + "\":1,";
    body.back() = '}';
    const auto r = json::read<everything>(body);
    REQUIRE(!r.has_value());
    CHECK(r.error().faults.size() == 100);
    CHECK(r.error().faults[50].path.size() < 100);
}

TEST_CASE("check accepts one value of any kind") {
    for (const auto* text :
         {"1", "-0.5e-7", "\"x\"", "true", "null", "[]", "{}", " [1,{\"a\":null}] "})
        CHECK(json::check(text).has_value());
    for (const auto* text : {"", "nul", "[1,2", "1 2", "{\"a\":1,\"a\":1}", "// c\n1"})
        CHECK(!json::check(text).has_value());
}

TEST_CASE("an array of objects asks for the storage of each") {
    std::vector<line> lines;
    const auto next = [](void* context, std::size_t) -> void* {
        return &static_cast<std::vector<line>*>(context)->emplace_back();
    };
    const auto& s = shape_of<line>();
    const auto r = json::read_array(s, R"([{"sku":"ab","quantity":1},{"sku":"cd","quantity":2}])",
                                    &lines, next);
    REQUIRE(r.has_value());
    CHECK(*r == 2);
    CHECK(lines[1].sku == "cd");
    CHECK(faults_of(json::read_array(s, R"([{"sku":"ab"},1])", &lines, next)) ==
          "/0/quantity required; /1 wrong_type");
    CHECK(faults_of(json::read_array(s, "{}", &lines, next)) == " wrong_type");
    CHECK(faults_of(json::read_array(s, "[{},]", &lines, next)) == "malformed_json");
    CHECK(json::read_array(s, " [ ] ", &lines, next).value() == 0);
}
