// What people sign in with, in its one normal form. Pure.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::auth {

/// Without white space around it, in Normalization Form C, ASCII letters in lower case: the form
/// that is stored, looked up, compared and counted.
[[nodiscard]] std::string normal_form(std::string_view identifier);

/// 3–100 letters, digits, `.`, `_`, `-`, beginning with a letter or digit; no `@`, so that it is
/// never taken for an address.
[[nodiscard]] bool is_username(std::string_view text) noexcept;

}
