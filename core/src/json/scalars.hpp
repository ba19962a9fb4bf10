// One scalar: from its text to what a field stores.
#pragma once
#include "json/verdict.hpp"
#include <nucleus/shape.hpp>

namespace nucleus::json {

/// The kinds that JSON writes as a string. `text` is valid UTF-8 without NUL; text in `out` points
/// into `text` or `scratch`. The kinds of from_number are accepted as their digits where that is
/// the rule: decimal and size.
[[nodiscard]] verdict from_string(const field& f, const value_type& t, std::string_view text,
                                  scalar& out, std::string& scratch);

/// integer, number, decimal, size: `literal` is a number as JSON writes it.
[[nodiscard]] verdict from_number(const field& f, const value_type& t, std::string_view literal,
                                  scalar& out);

/// Any scalar kind as plain text, the way query parameters and filters give it. Kind json is
/// checked and kept verbatim.
[[nodiscard]] verdict from_plain_text(const field& f, const value_type& t, std::string_view text,
                                      scalar& out, std::string& scratch);

/// "must be a string": what a value of another JSON type is told.
[[nodiscard]] refusal wrong_type(const value_type& t);

/// Precision, scale and bounds of a decimal.
[[nodiscard]] verdict check_decimal(const field& f, std::string_view literal);
/// `minimum` and `maximum`.
[[nodiscard]] verdict check_bounds(const field& f, long double value);

}
