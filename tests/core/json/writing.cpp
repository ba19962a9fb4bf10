// Described structs and cells to JSON, and back.
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>
#include <limits>

using namespace json_test;

namespace {

std::string quoted(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

}

TEST_CASE("text is escaped, and repaired where it is not UTF-8") {
    CHECK(quoted("") == R"("")");
    CHECK(quoted("plain, longer than eight") == R"("plain, longer than eight")");
    CHECK(quoted("a\"b\\c\n\r\t\b\f\x01\x1f/") == R"("a\"b\\c\n\r\t\b\f\u0001\u001f/")");
    CHECK(quoted(std::string_view{"a\0b", 3}) == R"("a\u0000b")");
    CHECK(quoted("Grüße 😀 \"ja\"") == "\"Grüße 😀 \\\"ja\\\"\"");
    CHECK(quoted("long enough ascii \xff and more") ==
          "\"long enough ascii \xef\xbf\xbd and more\"");
    CHECK(quoted("\xed\xa0\x80\"") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\\"\"");
    for (int n = 0; n < 40; ++n) { // every place within a word
        const auto before = std::string(n, 'x');
        CHECK(quoted(before + "\n") == "\"" + before + "\\n\"");
        CHECK(quoted(before + "é") == "\"" + before + "é\"");
    }
}

TEST_CASE("the writer puts the commas") {
    std::string out;
    json::writer w{out};
    w.begin_object().key("a").value(1).key("b").begin_array().value("x").null().value(true);
    w.begin_object().end_object().end_array().key("c").raw("[1]").key("d").value(0.1).end_object();
    CHECK(out == R"({"a":1,"b":["x",null,true,{}],"c":[1],"d":0.1})");
}

TEST_CASE("numbers keep their value") {
    const auto text = [](auto n) {
        std::string out;
        json::writer{out}.value(n);
        return out;
    };
    CHECK(text(INT64_MIN) == "-9223372036854775808");
    CHECK(text(UINT64_MAX) == "18446744073709551615");
    CHECK(text(1e300) == "1e+300");
    CHECK(text(std::numeric_limits<double>::quiet_NaN()) == "null");
    CHECK(text(-std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("a struct is written with all but its secrets and empty optionals") {
    everything e;
    e.price.digits = "1.50", e.extra.text = "{}", e.name = "n",
    e.password = secret_string{"hidden"};
    e.at = *parse_instant("2026-11-24T14:28:33.5Z"), e.wait = std::chrono::minutes{2};
    e.room.bytes = 2048, e.tint = colour::green, e.counters = {{"k\"", 1}};
    e.lines = {{"ab", 2, "note"}, {"cd", 3, {}}};
    const auto text = json::to_text(e);
    CHECK(text ==
          R"({"flag":false,"count":0,"small":0,"ratio":0,"price":1.50,"name":"n",)"
          R"("id":"00000000-0000-0000-0000-000000000000","at":"2026-11-24T14:28:33.5Z",)"
          R"("wait":"2m","room":"2KiB","extra":{},"tint":"green","nick":null,"tags":["default"],)"
          R"("counters":{"k\"":1},"lines":[{"sku":"ab","quantity":2,"note":"note"},)"
          R"({"sku":"cd","quantity":3}]})");
    const auto again = json::read<everything>(text);
    REQUIRE(faults_of(again) == "fine");
    CHECK(json::to_text(*again) == text);
    CHECK(again->password.empty());
}

TEST_CASE("cells are written from PostgreSQL's text forms") {
    shape s;
    const auto add = [&](const char* name, value_kind kind, bool array = false) {
        auto& f = s.fields.emplace_back();
        f.name = name;
        f.type = &cell_type(kind, array);
        f.offset = cell_offset(s.fields.size() - 1);
    };
    add("absent", value_kind::text), add("none", value_kind::text), add("yes", value_kind::boolean);
    add("at", value_kind::instant), add("local", value_kind::timestamp);
    add("end", value_kind::instant), add("bytes", value_kind::bytes);
    add("price", value_kind::decimal), add("strange", value_kind::decimal);
    add("doc", value_kind::json), add("tags", value_kind::text, true);
    add("lost", value_kind::text, true);
    record r{s};
    using state = cell::state;
    const auto set = [&](std::size_t i, const char* text) {
        r.cells[i] = {state::value, text, {}};
    };
    r.cells[1].is = state::null;
    set(2, "t"), set(3, "2026-11-24 15:28:33.25+01"), set(4, "2026-11-24 14:28:33");
    set(5, "infinity"), set(6, "\\x00ff10"), set(7, "12.3400"), set(8, "NaN"), set(9, "{\"a\": 1}");
    r.cells[10] = {state::value, "", {{state::value, "x", {}}, {state::null, "", {}}}};
    r.cells[11].is = state::null;
    std::string out;
    json::writer w{out};
    json::write(w, s, r.data());
    CHECK(out ==
          R"({"none":null,"yes":true,"at":"2026-11-24T14:28:33.25Z",)"
          R"("local":"2026-11-24T14:28:33","end":"infinity","bytes":"AP8Q",)"
          R"("price":12.3400,"strange":"NaN","doc":{"a": 1},"tags":["x",null],"lost":null})");
}
