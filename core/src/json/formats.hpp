// Texts of a known form.
#pragma once
#include <nucleus/clock.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::json {

[[nodiscard]] bool is_email(std::string_view text) noexcept;
[[nodiscard]] bool is_hostname(std::string_view text) noexcept;
[[nodiscard]] bool is_uri(std::string_view text); ///< absolute, RFC 3986
[[nodiscard]] bool is_pointer(std::string_view text) noexcept;
[[nodiscard]] bool is_number(std::string_view text); ///< as JSON writes them

[[nodiscard]] bool is_date(std::string_view text) noexcept;      ///< 2026-11-24
[[nodiscard]] bool is_time(std::string_view text) noexcept;      ///< 14:28 14:28:33 14:28:33.5
[[nodiscard]] bool is_timestamp(std::string_view text) noexcept; ///< date, T or a space, time
/// RFC 3339 within the years 1–9999, which PostgreSQL and the text form can hold.
[[nodiscard]] std::optional<instant> storable_instant(std::string_view text) noexcept;

/// Standard base64 to PostgreSQL's hex form of bytea; empty when malformed.
[[nodiscard]] std::optional<std::string> bytea_of_base64(std::string_view text);
void append_base64_of_bytea(std::string& out, std::string_view hex);

}
