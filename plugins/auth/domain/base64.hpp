// Base64 as data URLs and browsers' btoa() write it (RFC 4648 §4, with padding). Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::auth {

[[nodiscard]] std::string base64(std::string_view bytes);
/// Empty for anything but the canonical form.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}
