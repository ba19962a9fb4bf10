// Dates and times.
#include "json/formats.hpp"
#include <chrono>

namespace nucleus::json {

using namespace std::chrono;

namespace {

/// The number that the two digits at `at` spell; -1 when there are none.
int two_digits(std::string_view text, std::size_t at) {
    if (at + 2 > text.size()) return -1;
    const char a = text[at], b = text[at + 1];
    if (a < '0' || a > '9' || b < '0' || b > '9') return -1;
    return (a - '0') * 10 + (b - '0');
}

}

bool is_date(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const int century = two_digits(text, 0), years = two_digits(text, 2);
    const int m = two_digits(text, 5), d = two_digits(text, 8);
    if (century < 0 || years < 0 || m < 0 || d < 0 || century + years == 0) return false;
    return year_month_day{year{century * 100 + years}, month{static_cast<unsigned>(m)},
                          day{static_cast<unsigned>(d)}}
        .ok();
}

bool is_time(std::string_view text) noexcept {
    const int h = two_digits(text, 0), m = two_digits(text, 3);
    if (h < 0 || h > 23 || m < 0 || m > 59 || text[2] != ':') return false;
    if (text.size() == 5) return true;
    const int s = two_digits(text, 6);
    if (s < 0 || s > 59 || text[5] != ':') return false;
    if (text.size() == 8) return true;
    if (text[8] != '.' || text.size() < 10 || text.size() > 15) return false;
    return text.find_first_not_of("0123456789", 9) == std::string_view::npos;
}

bool is_timestamp(std::string_view text) noexcept {
    return text.size() >= 16 && is_date(text.substr(0, 10)) &&
           (text[10] == 'T' || text[10] == 't' || text[10] == ' ') && is_time(text.substr(11));
}

std::optional<instant> storable_instant(std::string_view text) noexcept {
    constexpr instant first = sys_days{year{1} / January / 1};
    constexpr instant end = sys_days{year{10000} / January / 1};
    const auto t = parse_instant(text);
    return t && *t >= first && *t < end ? t : std::nullopt;
}

}
