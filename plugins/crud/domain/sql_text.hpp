// Pieces of SQL that are made of names and literals of the configuration, never of a request.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::crud {

/// An identifier in double quotes.
[[nodiscard]] inline std::string quoted(std::string_view name) {
    std::string out{"\""};
    for (const char c : name) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}
/// A string constant in single quotes (standard_conforming_strings).
[[nodiscard]] inline std::string literal(std::string_view text) {
    std::string out{"'"};
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

}
