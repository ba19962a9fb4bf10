// What is in a mail.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::testing {

/// Quoted-printable undone.
inline std::string unquoted(std::string_view text) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=' || i + 2 >= text.size()) {
            out.push_back(text[i]);
        } else {
            if (text[i + 1] != '\r')
                out.push_back(static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])));
            i += 2;
        }
    }
    return out;
}

}
