// Random bytes from the operating system's generator.
#pragma once
#include <cstddef>
#include <nucleus/secret_string.hpp>
#include <string>

namespace nucleus::crypto {

/// `count` random bytes. Any thread. Throws std::runtime_error if the system has none.
[[nodiscard]] std::string random_bytes(std::size_t count);
/// 256 random bits as 43 characters of base64url: a one-time token, an API key's secret.
[[nodiscard]] secret_string random_token();

}
