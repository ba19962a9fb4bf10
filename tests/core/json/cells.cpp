// Bodies to rows described at run time, and single texts checked against a field.
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/json/field_text.hpp>

using namespace json_test;

namespace {

field made(const char* name, value_kind kind, bool array = false) {
    field f;
    f.name = name;
    f.type = &cell_type(kind, array);
    return f;
}

struct product {
    product() {
        s.fields = {made("name", value_kind::text),       made("unitPrice", value_kind::decimal),
                    made("inStock", value_kind::boolean), made("madeAt", value_kind::instant),
                    made("attributes", value_kind::json), made("tags", value_kind::text, true),
                    made("count", value_kind::integer),   made("photo", value_kind::bytes),
                    made("id", value_kind::uuid)};
        for (std::size_t i = 0; i < s.fields.size(); ++i) s.fields[i].offset = cell_offset(i);
        s.fields[0].trim = s.fields[0].lowercase = true;
        s.fields[0].max_length = 5;
        s.fields[1].alias = "unit_price";
        s.fields[1].precision = 6, s.fields[1].scale = 2;
        s.fields[1].minimum = 0;
        s.fields[3].nullable = s.fields[4].nullable = s.fields[5].nullable = true;
        s.fields[5].max_length = 2;
        s.fields[5].choices = {"red", "blue"};
        s.fields[8].read_only = true;
    }
    /// "name=text" of each cell that was given, or what is wrong.
    std::string read(std::string_view body) {
        record r{s};
        const auto read = json::read(s, r.data(), body);
        if (!read) return faults_of(read);
        std::string out;
        for (std::size_t i = 0; i < r.cells.size(); ++i) {
            const auto& c = r.cells[i];
            if (c.is == cell::state::absent) continue;
            out.append(out.empty() ? "" : " ").append(s.fields[i].name).append("=");
            out += c.is == cell::state::null ? "NULL" : c.text;
            for (const auto& item : c.items) out += "<" + item.text + ">";
        }
        return out;
    }
    shape s;
};

std::string checked(const field& f, std::string text) {
    if (const auto fault = json::check_text(f, text)) return "refused: " + fault->code;
    return text;
}

}

TEST_CASE("a row takes PostgreSQL's text forms") {
    product p;
    CHECK(p.read("{}").empty());
    CHECK(p.read(R"({"name":"  ÄBC ","unit_price":1200.50,"inStock":false})") ==
          "name=äbc unitPrice=1200.50 inStock=f");
    CHECK(p.read(R"({"madeAt":"2026-11-24T14:28:33+01:00","count":7,"photo":"AP8Q"})") ==
          "madeAt=2026-11-24T13:28:33Z count=7 photo=\\x00ff10");
    CHECK(p.read(R"({"attributes":{"a": [1]},"tags":["red","blue"]})") ==
          R"(attributes={"a": [1]} tags=<red><blue>)");
    CHECK(p.read(R"({"attributes":null,"tags":null,"madeAt":null})") ==
          "madeAt=NULL attributes=NULL tags=NULL");
    CHECK(p.read(R"({"tags":[]})") == "tags=");
}

TEST_CASE("rules of a row's fields") {
    product p;
    CHECK(p.read(R"({"name":"   äöüßé   "})") == "name=äöüßé"); // characters, once trimmed
    CHECK(p.read(R"({"name":"äöüßéx"})") == "/name too_long");
    CHECK(p.read(R"({"name":null})") == "/name wrong_type");
    CHECK(p.read(R"({"unit_price":12345})") == "/unit_price too_large");
    CHECK(p.read(R"({"unitPrice":9999.99})") == "unitPrice=9999.99");
    CHECK(p.read(R"({"unitPrice":1.50000})") == "unitPrice=1.50000");
    CHECK(p.read(R"({"unitPrice":1.505})") == "/unitPrice too_precise");
    CHECK(p.read(R"({"unitPrice":1e3})") == "unitPrice=1e3");
    CHECK(p.read(R"({"unitPrice":1e4})") == "/unitPrice too_large");
    CHECK(p.read(R"({"unitPrice":150e-2})") == "unitPrice=150e-2");
    CHECK(p.read(R"({"unitPrice":1e-3})") == "/unitPrice too_precise");
    CHECK(p.read(R"({"unitPrice":-0.01})") == "/unitPrice too_small");
    CHECK(p.read(R"({"unitPrice":1,"unit_price":1})") == "malformed_json");
    CHECK(p.read(R"({"tags":["red","red","red"]})") == "/tags too_long");
    CHECK(p.read(R"({"tags":["red","green",null]})") == "/tags/1 not_allowed; /tags too_long");
    CHECK(p.read(R"({"id":"018f4e9a-7b1c-7c3d-9e5f-0123456789ab"})") == "/id read_only");
    CHECK(p.read(R"({"photo":"AP8"})") == "/photo malformed");
    CHECK(p.read(R"({"photo":"AB=="})") == "/photo malformed"); // bits that say nothing
}

TEST_CASE("more fields than bits in a word") {
    shape s;
    std::string body{"{"};
    for (std::size_t i = 0; i < 150; ++i) {
        const auto name = "f" + std::to_string(i);
        auto f = made(name.c_str(), value_kind::integer);
        f.offset = cell_offset(i), f.required = true;
        s.fields.push_back(f);
        body += "\"" + name + "\":" + std::to_string(i) + (i < 149 ? "," : "");
    }
    record r{s};
    CHECK(faults_of(json::read(s, r.data(), body + "}")) == "fine");
    CHECK(r.cells[149].text == "149");
    CHECK(faults_of(json::read(s, r.data(), body + R"(,"f140":1})")) == "malformed_json");
    CHECK(faults_of(json::read(s, r.data(), body.substr(0, body.rfind(",\"f")) + "}")) ==
          "/f149 required");
}

TEST_CASE("one text against its field") {
    const auto is = [](value_kind k) { return made("x", k); };
    CHECK(checked(is(value_kind::boolean), "true") == "t");
    CHECK(checked(is(value_kind::boolean), "yes") == "refused: wrong_type");
    CHECK(checked(is(value_kind::integer), "-12") == "-12");
    CHECK(checked(is(value_kind::integer), "12 ") == "refused: wrong_type");
    CHECK(checked(is(value_kind::integer), "") == "refused: wrong_type");
    CHECK(checked(is(value_kind::integer), "99999999999999999999") == "refused: too_large");
    CHECK(checked(is(value_kind::number), "1.5e3") == "1500");
    CHECK(checked(is(value_kind::decimal), "12.3400") == "12.3400");
    CHECK(checked(is(value_kind::decimal), "1; DROP TABLE x") == "refused: wrong_type");
    CHECK(checked(is(value_kind::uuid), "nope") == "refused: malformed");
    CHECK(checked(is(value_kind::date), "2028-02-29") == "2028-02-29");
    CHECK(checked(is(value_kind::date), "2027-02-29") == "refused: malformed");
    CHECK(checked(is(value_kind::date), "infinity") == "refused: malformed");
    CHECK(checked(is(value_kind::time), "24:00:00") == "refused: malformed");
    CHECK(checked(is(value_kind::time), "14:28") == "14:28");
    CHECK(checked(is(value_kind::time), "14:28:33.1234567") == "refused: malformed");
    CHECK(checked(is(value_kind::timestamp), "2026-11-24 14:28:33") == "2026-11-24 14:28:33");
    CHECK(checked(is(value_kind::timestamp), "2026-11-24T14:28:33Z") == "refused: malformed");
    CHECK(checked(is(value_kind::instant), "2026-11-24T14:28:33-23:59") == "2026-11-25T14:27:33Z");
    CHECK(checked(is(value_kind::instant), "now") == "refused: malformed");
    CHECK(checked(is(value_kind::json), "{\"a\":1}") == "{\"a\":1}");
    CHECK(checked(is(value_kind::json), "{a:1}") == "refused: malformed_json");
    CHECK(checked(is(value_kind::bytes), "AP8Q") == "\\x00ff10");
    CHECK(checked(is(value_kind::text), "\xff") == "refused: malformed");
    CHECK(checked(is(value_kind::text), std::string{"a\0b", 3}) == "refused: malformed");
    CHECK(checked(made("x", value_kind::integer, true), "7") == "7"); // an element
    auto sized = is(value_kind::text);
    sized.pattern = "^[a-zé]{2,3}$";
    CHECK(checked(sized, "aéb") == "aéb");
    CHECK(checked(sized, "aébc") == "refused: pattern");
    sized.pattern = "(a+)+$"; // would take for ever
    CHECK(checked(sized, std::string(200, 'a') + "b") == "refused: pattern");
}

TEST_CASE("formats") {
    auto f = made("x", value_kind::text);
    const auto check = [&](format as, const char* text, bool fine) {
        f.as = as;
        INFO(text);
        CHECK((checked(f, text) == text) == fine);
    };
    for (const auto* good :
         {"ada@example.com", "a.b+c@sub.example.co", "é@example.com", "root@localhost"})
        check(format::email, good, true);
    for (const auto* bad :
         {"", "ada", "@example.com", "ada@", "ada@example", "a b@example.com", ".a@example.com",
          "a..b@example.com", "ada@-x.com", "ada@x..com", "a@b@example.com", "ada@example.com\n"})
        check(format::email, bad, false);
    check(format::uri, "https://example.com/a?b#c", true);
    for (const auto* bad : {"", "example.com", "/path", "https://exa mple.com", "https:"})
        check(format::uri, bad, false);
    check(format::hostname, "a-1.example.com", true);
    check(format::hostname, "-a.example.com", false);
    check(format::pointer, "/a~0/b~1", true);
    check(format::pointer, "a", false);
    check(format::pointer, "/~2", false);
}
