// Text for a query string.
#pragma once
#include <cctype>
#include <string>
#include <string_view>

namespace nucleus::testing {

/// Percent-encoded, for a query string.
inline std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte))
            out.push_back(c);
        else
            out.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return out;
}

}
