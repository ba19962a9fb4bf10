// The passwords that are tried first. Pure.
#pragma once
#include <span>
#include <string_view>

namespace nucleus::auth {

/// Whether a password (in lower case) is one of the list, or one of them with digits and signs
/// behind it that do not outweigh it, or has no letter at all.
[[nodiscard]] bool is_common_password(std::string_view lowered) noexcept;

/// In ascending order of bytes; see common_passwords.txt.
[[nodiscard]] std::span<const char* const> common_password_list() noexcept;

}
