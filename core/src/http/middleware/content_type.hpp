// Which bodies a JSON endpoint reads.
#pragma once
#include <string_view>

namespace nucleus::http {

/// application/json or any …+json, with no charset but UTF-8. What HTML forms can send across sites
/// is none of these.
[[nodiscard]] bool is_json(std::string_view content_type) noexcept;

}
