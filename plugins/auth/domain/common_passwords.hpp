// The passwords that are tried first. Pure.
#pragma once
#include <string_view>

namespace nucleus::auth {

/// True for a word of the list, also with digits or signs behind it ("password123!"); `lowered` is
/// in lower case.
[[nodiscard]] bool is_common_password(std::string_view lowered) noexcept;

}
