// "Did you mean …?"
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::config {

/// How many letters must be inserted, removed, replaced or swapped to make one of the other; case,
/// `_` and `-` do not count.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// `; did you mean "port"?`, or the known names when none is close and they are few, or nothing.
[[nodiscard]] std::string suggestion(std::string_view wrong, const std::vector<std::string>& known);

}
