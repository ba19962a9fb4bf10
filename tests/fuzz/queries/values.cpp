#include "queries/values.hpp"
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <nucleus/json/json.hpp>

namespace nucleus::fuzz {

namespace {

using crud::column_type;

constexpr std::string_view words[]{"",
                                   "a",
                                   "b",
                                   "ab",
                                   "AB",
                                   "aB",
                                   "abc",
                                   "a b",
                                   "a%b",
                                   "a_b",
                                   "%",
                                   "_",
                                   "a\\b",
                                   "\\",
                                   "it's",
                                   "\"quoted\"",
                                   "x, {y}",
                                   "NULL",
                                   "ü",
                                   "Ü",
                                   "\u20ac",
                                   "\U0001F600",
                                   "null",
                                   "a\nb",
                                   "-- a",
                                   "/* a */",
                                   "$1",
                                   "$$a$$",
                                   "; DROP TABLE samples",
                                   "{schema}",
                                   "lorem ipsum",
                                   "ipsum"};
constexpr std::string_view short_words[]{"", "a", "ab", "AB", "b", "a b", "%", "_", "\\", "'", "ü"};
constexpr std::string_view ids[]{
    "00000000-0000-0000-0000-000000000000", "018f4e9a-7b1c-7c3d-9e5f-0123456789ab",
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "11111111-2222-4333-8444-555555555555"};
constexpr std::string_view small[]{"-32768", "-3", "-1", "0", "1", "2", "3", "32767"};
constexpr std::string_view large[]{
    "-9223372036854775808", "-1",        "0", "9007199254740992", "9007199254740993", "2", "1",
    "9223372036854775807",  "2147483648"};
constexpr std::string_view medium[]{"-2147483648", "-2", "-1", "0", "1", "2", "40", "2147483647"};
constexpr std::string_view decimals[]{"-1.50", "0.00", "0.01", "0.10",   "1.00",
                                      "1.5",   "1.50", "2.25", "1234.56"};
constexpr std::string_view floats[]{"-2", "-0.5", "0", "0.1", "0.5", "1.5", "1e+10", "3.25"};
constexpr std::string_view dates[]{"0001-01-01", "2024-02-28", "2024-02-29",
                                   "2024-12-31", "2025-01-01", "9999-12-31"};
constexpr std::string_view times[]{"00:00:00", "00:00:00.000001", "12:30:00", "12:30:00.5",
                                   "23:59:59.999999"};
constexpr std::string_view documents[]{"null",
                                       "{}",
                                       "[]",
                                       "1",
                                       R"({"a": 1, "tags": ["x", "y"]})",
                                       R"({"a": {"b": null}, "n": 2.5})",
                                       R"(["it's", "\"", "\\"])"};
constexpr std::string_view bytes[]{"\\x", "\\x00", "\\x27225c", "\\xdeadbeef"};

std::string time_of(dice& d, std::string_view between, std::string_view zone) {
    return std::string{d.of(dates)}.append(between).append(d.of(times)).append(zone);
}

long double seconds_of(std::string_view t) {
    const std::string text{t};
    int hours = 0, minutes = 0;
    double seconds = 0;
    std::sscanf(text.c_str(), "%d:%d:%lf", &hours, &minutes, &seconds);
    // In whole microseconds: the binary fraction of a second is no matter of ours.
    const auto micros = static_cast<long double>(static_cast<std::int64_t>(seconds * 1e6 + 0.5));
    return (hours * 3600.0L + minutes * 60.0L) * 1e6L + micros;
}

/// Microseconds; of a zone only hours and minutes.
long double moment_of(std::string_view text) {
    const std::string date{text.substr(0, 10)};
    int year = 0;
    unsigned month = 0, day = 0;
    std::sscanf(date.c_str(), "%d-%u-%u", &year, &month, &day);
    const std::chrono::sys_days days{std::chrono::year{year} / std::chrono::month{month} /
                                     std::chrono::day{day}};
    const auto rest = text.substr(std::min<std::size_t>(11, text.size()));
    const auto zone = rest.find_first_of("+-Zz");
    long double shift = 0;
    if (zone != rest.npos && rest.size() > zone + 1) {
        const auto offset = rest.substr(zone + 1);
        const auto hours = std::atoi(std::string{offset.substr(0, 2)}.c_str());
        const auto minutes =
            offset.size() >= 5 ? std::atoi(std::string{offset.substr(3, 2)}.c_str()) : 0;
        shift = (rest[zone] == '-' ? -1 : 1) * (hours * 3600.0L + minutes * 60.0L) * 1e6L;
    }
    return static_cast<long double>(days.time_since_epoch().count()) * 86400e6L +
           seconds_of(rest.substr(0, zone)) - shift;
}

std::string without_padding(std::string_view text) {
    const auto last = text.find_last_not_of(' ');
    return std::string{text.substr(0, last == text.npos ? 0 : last + 1)};
}

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}

std::string some_value(column_type t, dice& d) {
    switch (t) {
    case column_type::uuid: return std::string{d.of(ids)};
    case column_type::varchar:
    case column_type::text: return std::string{d.of(words)};
    case column_type::fixed_char: return std::string{d.of(short_words)};
    case column_type::boolean: return d.percent(50) ? "t" : "f";
    case column_type::smallint: return std::string{d.of(small)};
    case column_type::integer: return std::string{d.of(medium)};
    case column_type::bigint: return std::string{d.of(large)};
    case column_type::numeric: return std::string{d.of(decimals)};
    case column_type::real:
    case column_type::double_precision: return std::string{d.of(floats)};
    case column_type::date: return std::string{d.of(dates)};
    case column_type::time: return std::string{d.of(times)};
    case column_type::timestamp: return time_of(d, " ", "");
    case column_type::timestamptz: return time_of(d, " ", "+00");
    case column_type::jsonb: return std::string{d.of(documents)};
    case column_type::bytea: return std::string{d.of(bytes)};
    }
    std::abort();
}

std::string some_array(column_type t, dice& d) {
    std::string out{"{"};
    for (auto n = d.below(4); n > 0; --n) {
        if (out.size() > 1) out.push_back(',');
        if (d.percent(15)) {
            out.append("NULL");
            continue;
        }
        out.push_back('"');
        for (const char c : some_value(t, d)) {
            if (c == '"' || c == '\\') out.push_back('\\');
            out.push_back(c);
        }
        out.push_back('"');
    }
    return out.append("}");
}

std::string json_string(std::string_view text, dice& d) {
    std::string out;
    if (!d.percent(15)) {
        json::append_string(out, text);
        return out;
    }
    // As strict encoders write it.
    out = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        std::array<char, 8> escaped{};
        std::snprintf(escaped.data(), escaped.size(), "\\u%04x", code);
        if (code < 0x80)
            out.append(escaped.data());
        else
            out.push_back(c);
    }
    return out.append("\"");
}

std::string json_of(column_type t, const std::string& text, dice& d) {
    switch (t) {
    case column_type::boolean: return text == "t" ? "true" : "false";
    case column_type::smallint:
    case column_type::integer:
    case column_type::bigint:
    case column_type::numeric:
    case column_type::real:
    case column_type::double_precision: return d.percent(20) ? "\"" + text + "\"" : text;
    case column_type::timestamp: return "\"" + text.substr(0, 10) + "T" + text.substr(11) + "\"";
    case column_type::timestamptz:
        return "\"" + text.substr(0, 10) + "T" + text.substr(11, text.find('+') - 11) + "Z\"";
    default: return json_string(text, d);
    }
}

sort_value sort_value_of(column_type t, std::string_view text) {
    const std::string owned{text};
    switch (t) {
    case column_type::smallint:
    case column_type::integer:
    case column_type::bigint:
    case column_type::numeric: return {std::strtold(owned.c_str(), nullptr)};
    case column_type::real: return {static_cast<long double>(std::strtof(owned.c_str(), nullptr))};
    case column_type::double_precision:
        return {static_cast<long double>(std::strtod(owned.c_str(), nullptr))};
    case column_type::time: return {seconds_of(text)};
    case column_type::timestamp:
    case column_type::timestamptz: return {moment_of(text)};
    case column_type::boolean: return {text.starts_with('t') ? 1.0L : 0.0L};
    case column_type::fixed_char: return {0, without_padding(text)};
    case column_type::uuid: {
        std::string lower;
        for (const char c : text) lower.push_back(folded(c));
        return {0, std::move(lower)};
    }
    default: return {0, owned};
    }
}

std::vector<std::optional<std::string>> elements_of(std::string_view array) {
    std::vector<std::optional<std::string>> all;
    for (std::size_t i = 1; i + 1 < array.size(); ++i) {
        std::string element;
        const bool quoted = array[i] == '"';
        if (quoted) ++i;
        for (; i + 1 < array.size() && array[i] != (quoted ? '"' : ','); ++i) {
            if (array[i] == '\\') ++i;
            element.push_back(array[i]);
        }
        if (quoted) ++i;
        if (!quoted && element == "NULL")
            all.emplace_back();
        else
            all.emplace_back(std::move(element));
    }
    return all;
}

bool like(std::string_view text, std::string_view pattern, bool fold) {
    if (pattern.empty()) return text.empty();
    const char p = pattern.front();
    if (p == '%') {
        for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
            if (like(text.substr(skipped), pattern.substr(1), fold)) return true;
        return false;
    }
    if (text.empty()) return false;
    if (p == '_') { // one character, of however many bytes
        std::size_t size = 1;
        while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
            ++size;
        return like(text.substr(size), pattern.substr(1), fold);
    }
    if (p == '\\') pattern.remove_prefix(1);
    const char wanted = pattern.front();
    const bool same = fold ? folded(text.front()) == folded(wanted) : text.front() == wanted;
    return same && like(text.substr(1), pattern.substr(1), fold);
}

}
