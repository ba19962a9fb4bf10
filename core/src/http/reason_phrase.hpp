// What statuses are called (RFC 9110 §15).
#pragma once
#include <string_view>

namespace nucleus::http {

/// Of one that has no name: "Status".
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}
