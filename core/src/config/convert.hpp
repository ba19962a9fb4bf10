// Text from the environment, a flag or a substitution to what its field takes.
#pragma once
#include <boost/json/value.hpp>
#include <nucleus/shape.hpp>
#include <string_view>

namespace nucleus::config {

/// `text` itself for text-like fields; otherwise the JSON value that it spells, if it spells one.
/// `t` null (nothing declared): as JSON unless it spells a string.
[[nodiscard]] boost::json::value convert(std::string_view text, const value_type* t);

}
