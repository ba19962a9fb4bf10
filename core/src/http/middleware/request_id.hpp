// The name of one request in answers, errors and log lines.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nucleus::http {

/// 1–128 characters of [A-Za-z0-9._-]: safe in a header and in a log line.
[[nodiscard]] bool acceptable_request_id(std::string_view text) noexcept;

/// Makes ids that are unique across workers and restarts: 64 random bits of this source, and a
/// counter. Not secret. One per worker.
class request_id_source {
public:
    request_id_source();
    void next(std::string& into); ///< 32 hexadecimal digits

private:
    std::uint64_t prefix_;
    std::uint64_t counter_;
};

/// A W3C trace context header, version 00, that may be passed on.
[[nodiscard]] bool acceptable_traceparent(std::string_view text) noexcept;

}
