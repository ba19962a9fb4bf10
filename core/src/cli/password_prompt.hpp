// Asking for a password.
#pragma once
#include <nucleus/secret_string.hpp>

namespace nucleus::cli {

/// Typed twice without an echo when stdin is a terminal, else the first line of stdin. Throws
/// std::runtime_error when there is none, or the two differ.
[[nodiscard]] secret_string ask_password();

}
