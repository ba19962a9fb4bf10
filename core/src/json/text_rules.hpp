// What a field asks of its text.
#pragma once
#include "json/verdict.hpp"
#include <nucleus/shape.hpp>

namespace nucleus::json {

/// Trims and changes case as the field says; the result points into `text` or `scratch`.
[[nodiscard]] std::string_view sanitise(const field& f, std::string_view text,
                                        std::string& scratch);
/// Length in characters, format, choices and pattern.
[[nodiscard]] verdict check_text_rules(const field& f, std::string_view text);
/// Whether `text` has a part that matches the ECMAScript pattern, character by character. False
/// also when the search would take too long. Compiled patterns are kept per thread.
[[nodiscard]] bool matches(const std::string& pattern, std::string_view text);
/// "must be one of a, b, c"
[[nodiscard]] refusal not_allowed(std::string_view text, const std::vector<std::string>& choices);

}
