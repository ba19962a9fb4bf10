// Bytes as text: hexadecimal, base64url and base64.
#include <algorithm>
#include <array>
#include <cstdint>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::crypto {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 0xff;

constexpr auto digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return table;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}

}

std::string hex(std::string_view bytes) {
    constexpr std::string_view figures = "0123456789abcdef";
    std::string text(bytes.size() * 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        text[2 * i] = figures[byte_at(bytes, i) >> 4];
        text[2 * i + 1] = figures[byte_at(bytes, i) & 15U];
    }
    return text;
}

std::string base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto group =
            byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
        const auto left = bytes.size() - i;
        text += alphabet[group >> 18];
        text += alphabet[group >> 12 & 63U];
        if (left > 1) text += alphabet[group >> 6 & 63U];
        if (left > 2) text += alphabet[group & 63U];
    }
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0; // how many of the low bits of `bits` are not written yet
    for (const char c : text) {
        const auto digit = digits[static_cast<unsigned char>(c)];
        if (digit == no_digit) return std::nullopt;
        bits = bits << 6 | digit;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xffU);
    }
    // Two texts must not mean the same bytes: the bits beyond the last byte are zero.
    if ((bits & ((1U << held) - 1U)) != 0) return std::nullopt;
    return bytes;
}

// The two forms differ in two letters and the padding.

std::string base64(std::string_view bytes) {
    auto text = base64url(bytes);
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.find_first_of("-_") != std::string_view::npos)
        return std::nullopt;
    std::string url{text.substr(0, text.size() - (text.ends_with("==") ? 2 : text.ends_with('=')))};
    std::ranges::replace(url, '+', '-');
    std::ranges::replace(url, '/', '_');
    return from_base64url(url);
}

}
