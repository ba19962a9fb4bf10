// How far text goes that JSON writes as it is.
#pragma once
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/// The first quote, backslash or control character from `at` on, many bytes at a time.
inline const char* end_of_plain_text(const char* at, const char* end) {
#ifdef __SSE2__
    for (; end - at >= 16; at += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const auto control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
        const auto ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                       _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        if (const int found = _mm_movemask_epi8(_mm_or_si128(control, ends)))
            return at + __builtin_ctz(static_cast<unsigned>(found));
    }
#endif
    for (; end - at >= 8; at += 8) {
        std::uint64_t w = 0;
        std::memcpy(&w, at, 8);
        if (const auto found = special_bytes(w)) return at + (__builtin_ctzll(found) >> 3);
    }
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
    return at;
}

}
