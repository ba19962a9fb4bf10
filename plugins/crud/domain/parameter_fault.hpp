// Faults of one parameter that holds JSON.
#pragma once
#include <nucleus/error.hpp>

namespace nucleus::crud {

/// `invalid_query` at `parameter`: "at /0/field: why".
[[nodiscard]] error parameter_fault(std::string_view parameter, std::string code,
                                    const std::string& at, const std::string& why);
/// What core's JSON reader found in it, or in the part of it at `at`.
[[nodiscard]] error parameter_fault(std::string_view parameter, const error& found,
                                    const std::string& at = {});

}
