// A piece of JSON that core has already validated, taken apart one level.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

struct json_literal {
    enum class kind : std::uint8_t { null, boolean, number, string, array, object };
    kind is = kind::null;
    std::string text; ///< strings: decoded; others: as written

    /// The elements of an array. Scalars only have themselves as text.
    std::vector<json_literal> items;
    bool of_caller = false; ///< what a word of a scope stands for: not chosen by who wrote it
};

/// Takes `valid_json` apart: text of scalars, elements of an array (which are taken apart too).
[[nodiscard]] json_literal read_literal(std::string_view valid_json);

}
