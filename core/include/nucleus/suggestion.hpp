// "Did you mean …?"
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// How many letters must be inserted, removed, replaced or swapped to make one of the other; case,
/// `_` and `-` do not count.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// Which of `known` was probably meant: one that is close to `wrong`, or the only one that begins
/// with it; null: none.
[[nodiscard]] const std::string* closest(std::string_view wrong,
                                         const std::vector<std::string>& known);

/// What to add to a message about a name that is not known: `; did you mean "port"?` when there
/// is a closest one, else those that are known when they are few, else nothing. Give only names
/// that whoever reads the message may see.
[[nodiscard]] std::string suggestion(std::string_view wrong, const std::vector<std::string>& known);

}
