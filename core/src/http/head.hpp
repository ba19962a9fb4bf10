// The head of a request: RFC 9112's grammar, nothing else, as views into the read buffer.
#pragma once
#include <cstddef>
#include <nucleus/error.hpp>
#include <nucleus/http/message.hpp>
#include <string_view>

namespace nucleus::http {

struct head_limits {
    std::size_t head = 16 * 1024;  ///< bytes of request line and fields together; beyond: 431
    std::size_t target = 8 * 1024; ///< bytes of the request target; beyond: 414
    std::size_t fields = 100;      ///< header lines; beyond: 431
};

/// Why a head cannot be served; converts to true when it cannot.
struct refusal {
    const error_kind* kind = nullptr;
    std::string_view detail{}; ///< static text; empty: the kind's own wording
    explicit operator bool() const noexcept { return kind != nullptr; }
    [[nodiscard]] error to_error() const { return {*kind, std::string{detail}}; }
};
[[nodiscard]] inline refusal malformed(std::string_view detail) {
    return {&errors::bad_request, detail};
}

struct head_result {
    std::size_t size =
        0; ///< bytes of the head including its empty line; zero: more bytes are needed
    refusal refused{};
};

/// Looks for a complete head at the start of `buffer` and parses it into `into` (path and query of
/// the origin form; an absolute form keeps its authority in `target`, see head_guard). `scanned`
/// remembers, between calls for the same head, how far the search for its end has come: zero at
/// first. Refuses as early as it can: a bare LF, or a head that outgrows its limits, at once.
[[nodiscard]] head_result parse_head(std::string_view buffer, std::size_t& scanned,
                                     const head_limits& limits, request& into);

/// True for the characters of a token (RFC 9110 §5.6.2).
[[nodiscard]] bool is_token(std::string_view text) noexcept;

/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Compares ASCII text without case; `lower` is in lower case already.
[[nodiscard]] bool equals_lower(std::string_view text, std::string_view lower) noexcept;

}
