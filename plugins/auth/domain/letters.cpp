#include "domain/letters.hpp"
#include <array>
#include <utility>

namespace nucleus::auth {

namespace {

/// Lines are apart by spaces; two hexadecimal digits are a point, 0…a to the right and 0…e
/// downwards; `~` before a line rounds its corners.
constexpr std::array<std::pair<char, std::string_view>, 16> drawings{{
    {'A', "0e50ae 2989"},
    {'C', "~a37020030b2e7eab"},
    {'E', "a0000eae 0787"},
    {'H', "000e a0ae 07a7"},
    {'J', "~707b5e2e0b 30a0"},
    {'L', "000e9e"},
    {'M', "0e005aa0ae"},
    {'N', "0e00aea0"},
    {'R', "000e ~0080a1a68807 58ae"},
    {'T', "00a0 505e"},
    {'U', "~000a2e8eaaa0"},
    {'W', "002e548ea0"},
    {'X', "00ae a00e"},
    {'Y', "0057a0 575e"},
    {'3', "~022080a2a57747 ~4777a8ac8e2e0c"},
    {'9', "~a3703003063888a3 ~a3a95e2e"},
}};

float coordinate(char digit) {
    return static_cast<float>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

point between(point a, point b, float part) {
    return {a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/// Chaikin: every corner is cut off, the ends stay.
path rounded(const path& from) {
    path out{from.front()};
    for (std::size_t i = 1; i < from.size(); ++i) {
        out.push_back(between(from[i - 1], from[i], 0.25F));
        out.push_back(between(from[i - 1], from[i], 0.75F));
    }
    out.push_back(from.back());
    return out;
}

path line_of(std::string_view drawn) {
    const bool curved = drawn.starts_with('~');
    if (curved) drawn.remove_prefix(1);
    path line;
    for (; drawn.size() >= 2; drawn.remove_prefix(2))
        line.push_back({coordinate(drawn[0]) / 10, coordinate(drawn[1]) / 14});
    if (curved) line = rounded(rounded(line));
    return line;
}

}

std::vector<path> lines_of(char letter) {
    std::vector<path> lines;
    for (const auto& [name, drawing] : drawings) {
        if (name != letter) continue;
        for (auto rest = drawing; !rest.empty();) {
            const auto end = rest.find(' ');
            lines.push_back(line_of(rest.substr(0, end)));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
    }
    return lines;
}

}
