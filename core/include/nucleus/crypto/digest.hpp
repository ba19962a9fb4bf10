// SHA-256, HMAC-SHA256, constant-time comparison, bytes as text. Any thread.
#pragma once
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::crypto {

[[nodiscard]] std::string sha256(std::string_view bytes);                          ///< 32 bytes
[[nodiscard]] std::string hmac_sha256(const secret_string& key, std::string_view); ///< 32 bytes
/// Takes the same time wherever they differ; the length is no secret.
[[nodiscard]] bool equal(std::string_view a, std::string_view b) noexcept;

[[nodiscard]] std::string hex(std::string_view bytes); ///< lower case
/// RFC 4648 §5 without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);
/// Empty for anything but the canonical form.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);
/// RFC 4648 §4, with padding: as data URLs, mails and browsers' btoa() have it.
[[nodiscard]] std::string base64(std::string_view bytes);
/// Empty for anything but the canonical form.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}
