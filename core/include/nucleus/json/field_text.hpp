// One value given as text, checked against the field that describes it.
#pragma once
#include <nucleus/error.hpp>
#include <nucleus/shape.hpp>
#include <optional>
#include <string>

namespace nucleus::json {

/// Checks `text`, a scalar in its plain text form (a decoded JSON string, a number's digits, true
/// or false), against the kind, bounds and rules of `f`, and leaves it sanitised and in
/// PostgreSQL's text form. The same rules as for a body. The fault's path is the field's name.
[[nodiscard]] std::optional<fault> check_text(const field& f, std::string& text);

}
