// How far text goes that JSON writes as it is.
#pragma once
#include <cstdint>
#include <cstring>

namespace nucleus::json {

constexpr std::uint64_t each_byte(std::uint8_t b) { return 0x0101010101010101ULL * b; }

/// The high bit of each byte that is a control character, a quote or a backslash. Bytes above the
/// first that is found may be marked wrongly.
constexpr std::uint64_t special_bytes(std::uint64_t w) {
    const auto quote = w ^ each_byte('"'), backslash = w ^ each_byte('\\');
    return (((w - each_byte(0x20)) & ~w) | ((quote - each_byte(1)) & ~quote) |
            ((backslash - each_byte(1)) & ~backslash)) &
           each_byte(0x80);
}

/// The first quote, backslash or control character from `at` on, eight bytes at a time.
inline const char* end_of_plain_text(const char* at, const char* end) {
    for (; end - at >= 8; at += 8) {
        std::uint64_t w = 0;
        std::memcpy(&w, at, 8);
        if (const auto found = special_bytes(w)) return at + (__builtin_ctzll(found) >> 3);
    }
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
    return at;
}

}
