#include "store/row_writer.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;

namespace {

std::string json_of(column_type t, std::string_view text,
                    big_number_form numbers = big_number_form::number) {
    std::string out;
    write_value(out, t, text, numbers);
    return out;
}
std::string array_json(column_type t, std::string_view text) {
    std::string out;
    write_array(out, t, text, big_number_form::number);
    return out;
}

}

TEST_CASE("values of every type") {
    using c = column_type;
    CHECK(json_of(c::uuid, "0190a1b2-0000-7000-8000-000000000000") ==
          "\"0190a1b2-0000-7000-8000-000000000000\"");
    CHECK(json_of(c::text, "a\"b\\\n\x01é😀") == R"("a\"b\\\n\u0001é😀")");
    CHECK(json_of(c::boolean, "t") == "true");
    CHECK(json_of(c::boolean, "f") == "false");
    CHECK(json_of(c::integer, "-7") == "-7");
    CHECK(json_of(c::numeric, "12345678901234567890.120") == "12345678901234567890.120");
    CHECK(json_of(c::numeric, "NaN") == "\"NaN\"");
    CHECK(json_of(c::double_precision, "-Infinity") == "\"-Infinity\"");
    CHECK(json_of(c::real, "1e-07") == "1e-07");
    CHECK(json_of(c::date, "2026-11-24") == "\"2026-11-24\"");
    CHECK(json_of(c::timestamptz, "2026-11-24 14:28:33.123456+00") ==
          "\"2026-11-24T14:28:33.123456Z\"");
    CHECK(json_of(c::timestamptz, "2026-11-24 14:28:33+02") == "\"2026-11-24T12:28:33Z\"");
    CHECK(json_of(c::timestamptz, "2026-11-24 14:28:33.5") == "\"2026-11-24T14:28:33.5Z\"");
    CHECK(json_of(c::timestamptz, "2026-11-24 14:28:33") == "\"2026-11-24T14:28:33Z\"");
    CHECK(json_of(c::timestamptz, "infinity") == "\"infinity\"");
    CHECK(json_of(c::timestamp, "2026-11-24 14:28:33.5") == "\"2026-11-24T14:28:33.5\"");
    CHECK(json_of(c::jsonb, R"({"a": [1, null]})") == R"({"a": [1, null]})");
    CHECK(json_of(c::bytea, "\\x") == "\"\"");
    CHECK(json_of(c::bytea, "\\x66") == "\"Zg==\"");
    CHECK(json_of(c::bytea, "\\x666f") == "\"Zm8=\"");
    CHECK(json_of(c::bytea, "\\x00ff10") == "\"AP8Q\"");
}

TEST_CASE("big numbers as strings") {
    using c = column_type;
    const auto s = big_number_form::string;
    CHECK(json_of(c::numeric, "1.50", s) == "\"1.50\"");
    CHECK(json_of(c::bigint, "9007199254740992", s) == "9007199254740992");
    CHECK(json_of(c::bigint, "9007199254740993", s) == "\"9007199254740993\"");
    CHECK(json_of(c::bigint, "-9223372036854775808", s) == "\"-9223372036854775808\"");
    CHECK(json_of(c::bigint, "9223372036854775807") == "9223372036854775807");
}

TEST_CASE("arrays") {
    CHECK(array_json(column_type::integer, "{}") == "[]");
    CHECK(array_json(column_type::integer, "{1,NULL,-3}") == "[1,null,-3]");
    CHECK(array_json(column_type::text, R"({a,"NULL","b \"c\"","d\\e","f,}{",""})") ==
          R"(["a","NULL","b \"c\"","d\\e","f,}{",""])");
    CHECK(array_json(column_type::integer, "{{1,2},{3,4}}") == "[[1,2],[3,4]]");
    CHECK(array_json(column_type::timestamptz, R"({"2026-11-24 14:28:33+00"})") ==
          R"(["2026-11-24T14:28:33Z"])");
}
