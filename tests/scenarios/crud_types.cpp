// Every column type, there and back, to the last digit.
#include "crud_world.hpp"

using namespace nucleus::testing;

namespace {

std::string samples() {
    json::array columns;
    for (const auto* type :
         {"uuid", "varchar", "text", "char", "boolean", "smallint", "integer", "bigint", "numeric",
          "real", "double", "date", "time", "timestamp", "timestamptz", "jsonb", "bytea"}) {
        json::object plain{{"name", std::string{"v_"} + type}, {"type", type}};
        if (type == std::string_view{"char"}) plain["length"] = 4;
        columns.push_back(plain);
        columns.push_back(
            json::object{{"name", std::string{"l_"} + type}, {"type", type}, {"array", true}});
    }
    return json::serialize(
        json::array{json::object{{"table_name", "samples"}, {"columns", columns}}});
}

/// `"name":<value>` of the answer, as it was written.
std::string raw(const answer& a, std::string_view name, std::size_t size) {
    const auto key = "\"" + std::string{name} + "\":";
    const auto at = a.body.find(key);
    return at == std::string::npos ? "absent" : a.body.substr(at + key.size(), size);
}

struct sample {
    const char* column;
    std::string json; ///< as sent
    std::string back; ///< as answered; empty: the same
};

}

TEST_CASE("values survive the way there and back") {
    crud_world w{samples()};
    auto god = w.god();
    const sample all[]{
        {"vUuid", R"("01930000-0000-7000-8000-00000000ABCD")",
         R"("01930000-0000-7000-8000-00000000abcd")"},
        {"vVarchar", R"("")", ""},
        {"vText", R"("é € 😀 \" \\ \n \u0001 '")", ""},
        {"vChar", R"("abcd")", ""},
        {"vBoolean", "false", ""},
        {"vSmallint", "-32768", ""},
        {"vInteger", "2147483647", ""},
        {"vBigint", "9223372036854775807", ""},
        {"vBigint", "-9223372036854775808", ""},
        {"vNumeric", "12345678901234567890.1234567890", ""},
        {"vReal", "1.5", ""},
        {"vDouble", "0.1", ""},
        {"vDouble", "1.7976931348623157e+308", ""},
        {"vDate", R"("2024-02-29")", ""},
        {"vTime", R"("23:59:59.999999")", ""},
        {"vTimestamp", R"("2026-11-24T14:28:33.123456")", ""},
        {"vTimestamptz", R"("2026-11-24T14:28:33.123456+02:00")",
         R"("2026-11-24T12:28:33.123456Z")"},
        {"vJsonb", R"({"a": [1, null, "x"]})", ""},
        {"vJsonb", R"("text")", ""},
        {"vBytea", R"("AP8Q")", ""},
        {"vBytea", R"("")", ""},
        {"lText", R"(["", null, "NULL", "a,b", "c\"d\\", "{}"])",
         R"(["",null,"NULL","a,b","c\"d\\","{}"])"},
        {"lInteger", "[]", ""},
        {"lNumeric", "[1.50, -2]", "[1.50,-2]"},
        {"lBoolean", "[true, false]", "[true,false]"},
        {"lTimestamptz", R"(["2026-11-24T14:28:33Z"])", ""},
        {"lBytea", R"(["AP8Q"])", ""},
        {"lJsonb", R"([{"a": "b"}])", ""},
    };
    for (const auto& s : all) {
        INFO(s.column << " " << s.json);
        const auto made =
            god.post("/samples", "{\"" + std::string{s.column} + "\":" + s.json + "}");
        INFO(made.body);
        REQUIRE(made.status == 201);
        const auto& expected = s.back.empty() ? s.json : s.back;
        CHECK(raw(made, s.column, expected.size()) == expected);
        CHECK(raw(god.get("/samples/" + made.text("/data/id")), s.column, expected.size()) ==
              expected);
    }
    const auto empty = god.post("/samples", "{}");
    REQUIRE(empty.status == 201);
    for (const auto& s : all) CHECK(raw(empty, s.column, 4) == "null");
}

TEST_CASE("what a type cannot hold is refused before PostgreSQL sees it") {
    crud_world w{samples()};
    auto god = w.god();
    const sample all[]{
        {"vUuid", R"("x")", ""},
        {"vText", "1", ""},
        {"vChar", R"("abcde")", ""},
        {"vBoolean", R"("yes")", ""},
        {"vSmallint", "32768", ""},
        {"vInteger", "-2147483649", ""},
        {"vBigint", "9223372036854775808", ""},
        {"vNumeric", R"("abc")", ""},
        {"vReal", "1e39", ""},
        {"vDouble", "1e400", ""},
        {"vDate", R"("2026-02-29")", ""},
        {"vTime", R"("25:00:00")", ""},
        {"vTimestamp", R"("now")", ""},
        {"vTimestamptz", R"("2026-11-24")", ""},
        {"vBytea", R"("%%%")", ""},
        {"lInteger", "[1, \"x\"]", ""},
        {"lInteger", "[[1]]", ""},
        {"lText", R"("a")", ""},
        {"vText", R"("\u0000")", ""},
        {"vJsonb", R"({"a":"\u0000"})", ""},
    };
    for (const auto& s : all) {
        INFO(s.column << " " << s.json);
        const auto refused =
            god.post("/samples", "{\"" + std::string{s.column} + "\":" + s.json + "}");
        INFO(refused.body);
        CHECK((refused.status == 422 || refused.status == 400));
        CHECK(refused.code() != "internal_error");
    }
    CHECK(w.ask("SELECT count(*) FROM main.samples") == "0");
}
