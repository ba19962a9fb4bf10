// Time, so that tests can own it.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus {

/// Wall-clock instants have the resolution of PostgreSQL's timestamptz: microseconds, UTC.
using instant = std::chrono::sys_time<std::chrono::microseconds>;
using steady = std::chrono::steady_clock;

/// Where code that decides about time gets it from. Pure decisions take an `instant` instead.
class clock {
public:
    virtual ~clock();
    [[nodiscard]] virtual instant now() const noexcept;
};

/// RFC 3339 with `Z` and up to six digits of fraction, e.g. "2026-11-24T14:28:33.123456Z".
[[nodiscard]] std::string format_instant(instant t);
/// Accepts RFC 3339 with any offset, and PostgreSQL's own text form ("2026-11-24 14:28:33.12+00").
[[nodiscard]] std::optional<instant> parse_instant(std::string_view text) noexcept;

/// "500ms" "30s" "15m" "12h" "30d"; nothing else.
[[nodiscard]] std::optional<std::chrono::milliseconds>
parse_duration(std::string_view text) noexcept;
[[nodiscard]] std::string format_duration(std::chrono::milliseconds d);
/// Bytes, or "16KiB" "10MiB" "1GiB".
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;
[[nodiscard]] std::string format_size(std::uint64_t bytes);

}
