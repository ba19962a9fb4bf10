// What JSON text asks of UTF-8.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace nucleus::json {

[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;
/// Where the first byte stands that belongs to no valid character; the size if there is none.
[[nodiscard]] std::size_t first_invalid_utf8(std::string_view text) noexcept;
/// Characters (code points) of valid UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;
void append_utf8(std::string& out, char32_t c);
/// Valid UTF-8 as code points.
[[nodiscard]] std::wstring code_points(std::string_view text);

}
