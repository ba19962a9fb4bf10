// Characters in bytes.
#include "json/utf8.hpp"
#include <simdjson.h>

namespace nucleus::json {

namespace {

unsigned byte(std::string_view text, std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool continues(unsigned b) { return (b & 0xc0) == 0x80; }

/// The length of the valid character at `i`; 0 if there is none (Unicode 15, table 3-7).
std::size_t character_at(std::string_view text, std::size_t i) {
    const auto first = byte(text, i), second = byte(text, i + 1);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    if (!continues(second)) return 0;
    if (first < 0xe0) return 2;
    if (!continues(byte(text, i + 2))) return 0;
    if (first < 0xf0) {
        const bool overlong = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second >= 0xa0;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = first == 0xf0 && second < 0x90;
    const bool beyond = first == 0xf4 && second >= 0x90;
    return overlong || beyond || !continues(byte(text, i + 3)) ? 0 : 4;
}

}

bool valid_utf8(std::string_view text) noexcept {
    return simdjson::validate_utf8(text.data(), text.size());
}

std::size_t first_invalid_utf8(std::string_view text) noexcept {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto length = character_at(text, i);
        if (length == 0) break;
        i += length;
    }
    return i;
}

std::size_t count_characters(std::string_view text) noexcept {
    std::size_t n = 0;
    for (const char c : text) n += !continues(static_cast<unsigned char>(c));
    return n;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t b) { out.push_back(static_cast<char>(b)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    }
}

std::wstring code_points(std::string_view text) {
    std::wstring out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto first = byte(text, i);
        const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        auto c = length == 1 ? first : first & (0xffU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) c = c << 6 | (byte(text, i + k) & 0x3f);
        out.push_back(static_cast<wchar_t>(c));
        i += length;
    }
    return out;
}

}
