// Time and its texts.
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <nucleus/clock.hpp>

namespace nucleus {

using namespace std::chrono;

clock::~clock() = default;
instant clock::now() const noexcept { return time_point_cast<microseconds>(system_clock::now()); }

namespace {

/// Reads exactly `count` digits at `at`; -1 when they are not there.
int digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
    if (at + count > text.size()) return -1;
    int n = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        n = n * 10 + (text[i] - '0');
    }
    return n;
}

void put(char* at, int value, int width) {
    for (int i = width - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// ".123456" at `at`: microseconds, with `at` moved behind it. -1 when malformed.
std::int64_t fraction(std::string_view text, std::size_t& at) noexcept {
    if (at >= text.size() || text[at] != '.') return 0;
    std::int64_t micros = 0;
    std::size_t n = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++n)
        if (n < 6) micros = micros * 10 + (text[at] - '0');
    if (n == 0) return -1;
    for (; n < 6; ++n) micros *= 10;
    return micros;
}

/// "Z", "+00", "+01:30": minutes east of UTC.
std::optional<int> offset_minutes(std::string_view zone) noexcept {
    if (zone == "Z" || zone == "z") return 0;
    if (zone.size() < 3 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
    const int hours = digits(zone, 1, 2);
    int minutes = 0;
    if (zone.size() == 6 && zone[3] == ':')
        minutes = digits(zone, 4, 2);
    else if (zone.size() != 3)
        return std::nullopt;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    const int total = hours * 60 + minutes;
    return zone[0] == '-' ? -total : total;
}

struct unit {
    std::string_view name;
    std::uint64_t factor;
};
constexpr std::array<unit, 5> duration_units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<unit, 4> size_units{
    {{"", 1}, {"KiB", 1ULL << 10}, {"MiB", 1ULL << 20}, {"GiB", 1ULL << 30}}};

template <std::size_t N> std::optional<std::uint64_t>
scaled(std::string_view text, const std::array<unit, N>& units) noexcept {
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view suffix{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    for (const auto& u : units) {
        if (u.name != suffix) continue;
        if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / u.factor)
            return std::nullopt;
        return n * u.factor;
    }
    return std::nullopt;
}

template <std::size_t N>
std::string in_largest_unit(std::uint64_t value, const std::array<unit, N>& units) {
    const unit* best = &units[0];
    for (const auto& u : units)
        if (value != 0 && value % u.factor == 0) best = &u;
    return std::to_string(value / best->factor) + std::string{best->name};
}

}

std::string format_instant(instant t) {
    const auto day = floor<days>(t);
    const year_month_day date{day};
    const auto since = (t - day).count();
    char text[27];
    put(text, static_cast<int>(date.year()), 4), text[4] = '-';
    put(text + 5, static_cast<int>(static_cast<unsigned>(date.month())), 2), text[7] = '-';
    put(text + 8, static_cast<int>(static_cast<unsigned>(date.day())), 2), text[10] = 'T';
    const auto seconds = since / 1'000'000;
    put(text + 11, static_cast<int>(seconds / 3600), 2), text[13] = ':';
    put(text + 14, static_cast<int>(seconds / 60 % 60), 2), text[16] = ':';
    put(text + 17, static_cast<int>(seconds % 60), 2);
    const auto micros = static_cast<int>(since % 1'000'000);
    if (micros == 0) {
        text[19] = 'Z';
        return {text, 20};
    }
    text[19] = '.';
    put(text + 20, micros, 6);
    std::size_t size = 26;
    while (text[size - 1] == '0') --size;
    text[size] = 'Z';
    return {text, size + 1};
}

std::optional<instant> parse_instant(std::string_view text) noexcept {
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    const int y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
    const int h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
    if ((y | mo | d | h | mi | s) < 0 || h > 23 || mi > 59 || s > 60) return std::nullopt;
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                              day{static_cast<unsigned>(d)}};
    if (!date.ok()) return std::nullopt;
    std::size_t at = 19;
    const auto micros = fraction(text, at);
    const auto zone = offset_minutes(text.substr(at));
    if (micros < 0 || !zone) return std::nullopt;
    return instant{sys_days{date} + hours{h} + minutes{mi - *zone} + seconds{s} +
                   microseconds{micros}};
}

std::optional<milliseconds> parse_duration(std::string_view text) noexcept {
    const auto n = scaled(text, duration_units);
    return n ? std::optional{milliseconds{static_cast<std::int64_t>(*n)}} : std::nullopt;
}
std::string format_duration(milliseconds d) {
    return in_largest_unit(static_cast<std::uint64_t>(d.count()), duration_units);
}

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    return scaled(text, size_units);
}
std::string format_size(std::uint64_t bytes) { return in_largest_unit(bytes, size_units); }

}
