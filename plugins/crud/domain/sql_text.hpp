// Pieces of SQL that are made of names and literals of the configuration, never of a request.
#pragma once
#include <nucleus/pg/quoted.hpp>
#include <string>
#include <string_view>

namespace nucleus::crud {

using pg::quoted;

/// A string constant in single quotes (standard_conforming_strings).
[[nodiscard]] inline std::string literal(std::string_view text) {
    std::string out{"'"};
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

}
