// Instants, durations and sizes as text.
#include <catch2/catch_test_macros.hpp>
#include <nucleus/clock.hpp>

using namespace nucleus;
using namespace std::chrono_literals;

namespace {

std::string normal(std::string_view text) {
    const auto t = parse_instant(text);
    return t ? format_instant(*t) : "none";
}

}

TEST_CASE("instants are read in the forms of RFC 3339 and PostgreSQL") {
    CHECK(normal("2026-11-24T14:28:33Z") == "2026-11-24T14:28:33Z");
    CHECK(normal("2026-11-24t14:28:33.123456z") == "2026-11-24T14:28:33.123456Z");
    CHECK(normal("2026-11-24T14:28:33.120Z") == "2026-11-24T14:28:33.12Z");
    CHECK(normal("2026-11-24T14:28:33.1234567Z") == "2026-11-24T14:28:33.123456Z");
    CHECK(normal("2026-11-24 14:28:33.12+00") == "2026-11-24T14:28:33.12Z");
    CHECK(normal("2026-01-01 00:30:00+05:30") == "2025-12-31T19:00:00Z");
    CHECK(normal("2026-12-31T23:30:00-01:00") == "2027-01-01T00:30:00Z");
    CHECK(normal("1969-12-31T23:59:59.5Z") == "1969-12-31T23:59:59.5Z");
    CHECK(normal("2028-02-29T00:00:00Z") == "2028-02-29T00:00:00Z");
}

TEST_CASE("what is no instant") {
    for (const auto* bad :
         {"", "infinity", "-infinity", "now", "2026-11-24", "2026-11-24T14:28:33",
          "2026-11-24T14:28Z", "2027-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
          "2026-11-24T24:00:00Z", "2026-11-24T14:60:00Z", "2026-11-24T14:28:33.Z",
          "2026-11-24T14:28:33+1", "2026-11-24T14:28:33+01:60", "2026-11-24T14:28:33Zx",
          "2026-11-24_14:28:33Z", "0044-03-15 00:00:00+00 BC", "2026-11-24T14:28:33+01:0"}) {
        INFO(bad);
        CHECK(!parse_instant(bad));
    }
}

TEST_CASE("durations and sizes") {
    CHECK(parse_duration("500ms") == 500ms);
    CHECK(parse_duration("30d") == 720h);
    CHECK(parse_duration("0s") == 0ms);
    for (const auto* bad : {"", "s", "5", "-5s", "5 s", "1.5h", "5S", "5sec", "99999999999999999d"})
        CHECK(!parse_duration(bad));
    CHECK(format_duration(90s) == "90s");
    CHECK(format_duration(48h) == "2d");
    CHECK(format_duration(0ms) == "0ms");
    CHECK(parse_size("65536") == 65536U);
    CHECK(parse_size("10MiB") == 10U << 20);
    for (const auto* bad : {"", "10MB", "10 MiB", "-1", "1.5GiB", "99999999999GiB"})
        CHECK(!parse_size(bad));
    CHECK(format_size(1536) == "1536");
    CHECK(format_size(10U << 20) == "10MiB");
    for (const auto d : {1ms, 1500ms, 60'000ms, 86'400'000ms})
        CHECK(parse_duration(format_duration(d)) == d);
}
