// gzip for large answers (RFC 9110 §8.4.1.3).
#pragma once
#include <string>
#include <string_view>

namespace nucleus::http {

/// Whether an Accept-Encoding header lets us send gzip: named, or `*`, with a weight above zero.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

/// Text that is worth the effort: large enough, of a type that shrinks.
[[nodiscard]] bool worth_compressing(std::string_view content_type, std::size_t bytes) noexcept;

/// `plain` as a gzip member; empty if zlib refuses (out of memory). Any thread.
[[nodiscard]] std::string gzip(std::string_view plain);

}
