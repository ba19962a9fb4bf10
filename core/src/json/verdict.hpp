// What a check of one value says.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::json {

/// Why a value is refused: a fault without its path.
struct refusal {
    std::string_view code;
    std::string message;
};
using verdict = std::optional<refusal>; ///< empty: accepted

}
