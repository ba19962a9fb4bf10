// Bytes: base64 in JSON, hexadecimal in PostgreSQL.
#include "json/formats.hpp"
#include <array>
#include <cstdint>

namespace nucleus::json {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}();

void append_hex(std::string& out, unsigned byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out.push_back(digits[byte >> 4 & 0x0f]);
    out.push_back(digits[byte & 0x0f]);
}

unsigned nibble(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

}

std::optional<std::string> bytea_of_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) text.remove_suffix(1), ++padding;
    std::string out{"\\x"};
    out.reserve(2 + text.size() / 2 * 3);
    unsigned bits = 0, held = 0;
    for (const char c : text) {
        const auto v = values[static_cast<unsigned char>(c)];
        if (v < 0) return std::nullopt;
        bits = bits << 6 | static_cast<unsigned>(v);
        held += 6;
        if (held >= 8) append_hex(out, bits >> (held -= 8));
    }
    if (bits & ((1U << held) - 1)) return std::nullopt; // a second spelling of the same bytes
    return out;
}

void append_base64_of_bytea(std::string& out, std::string_view hex) {
    if (hex.starts_with("\\x")) hex.remove_prefix(2);
    for (std::size_t i = 0; i + 1 < hex.size(); i += 6) {
        const std::size_t count = std::min<std::size_t>(3, (hex.size() - i) / 2);
        unsigned bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 |
                   (k < count ? nibble(hex[i + 2 * k]) << 4 | nibble(hex[i + 2 * k + 1]) : 0);
        for (std::size_t k = 0; k < 4; ++k)
            out.push_back(k <= count ? alphabet[bits >> (18 - 6 * k) & 63] : '=');
    }
}

}
