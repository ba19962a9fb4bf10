// Identifiers (RFC 9562).
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus {

/// 128 bits in network order. A plain value.
struct uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const uuid&) const = default;
    [[nodiscard]] bool nil() const noexcept { return *this == uuid{}; }

    /// Version 7: 48 bits of Unix milliseconds, a per-thread counter, random bits; ids of one
    /// thread are strictly increasing. Any thread.
    [[nodiscard]] static uuid v7();
    /// Version 4: 122 random bits. Any thread.
    [[nodiscard]] static uuid v4();
    /// The canonical 36-character form, hexadecimal digits of either case; anything else is empty.
    [[nodiscard]] static std::optional<uuid> parse(std::string_view text) noexcept;

    [[nodiscard]] std::string text() const; ///< 36 characters, lower case
    void append_to(std::string& out) const;
};

}

template <> struct std::hash<nucleus::uuid> {
    std::size_t operator()(const nucleus::uuid& id) const noexcept {
        std::size_t h = 0xcbf29ce484222325ULL;
        for (auto b : id.bytes) h = (h ^ b) * 0x100000001b3ULL;
        return h;
    }
};
