// What came in and what goes out, as a handler sees it.
#pragma once
#include <chrono>
#include <cstdint>
#include <nucleus/async/task.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nucleus::http {

enum class method : std::uint8_t { get, head, post, put, patch, del, options, other };
[[nodiscard]] std::string_view to_string(method m) noexcept;
/// Case-sensitive, as RFC 9110 §9.1 has it; unknown ones are `other`.
[[nodiscard]] method parse_method(std::string_view token) noexcept;

struct header {
    std::string_view name; ///< as sent; compare without case
    std::string_view value;
};

/// Compares header names: ASCII, without case.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

/// A request. All views point into the connection's buffer and die with the answer. The head is
/// as it was before the body: trailers never change it.
struct request {
    http::method verb = method::other;
    unsigned minor = 1;      ///< HTTP/1.minor
    std::string_view target; ///< as sent
    std::string_view path;   ///< before `?`, still percent-encoded
    std::string_view query;  ///< after `?`
    std::vector<header> headers;
    std::string_view body;

    /// The first header of that name, or empty.
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept;
    /// The value of a cookie (RFC 6265 §5.4), or empty.
    [[nodiscard]] std::string_view cookie(std::string_view name) const noexcept;
};

enum class same_site : std::uint8_t { lax, strict, none };

/// A Set-Cookie (RFC 6265). Always HttpOnly.
struct cookie {
    std::string name;
    std::string value;
    std::string path = "/";
    std::string domain{};
    std::optional<std::chrono::seconds>
        max_age{}; ///< zero deletes; empty: until the browser closes
    bool secure = true;
    http::same_site site = same_site::lax;
};

/// An answer that is sent whole. Content-Length, Date, the request id and security headers are
/// added by the connection.
struct response {
    int status = 200;
    std::string_view content_type = "application/json";
    std::vector<std::pair<std::string, std::string>>
        headers; ///< values are checked for CR, LF, NUL
    std::string body;

    void set(std::string name,
             std::string value); ///< replaces; throws std::invalid_argument on CR/LF/NUL
    void add(std::string name, std::string value); ///< keeps those of the same name
    void add(const cookie& c);
    void clear() { status = 200, content_type = "application/json", headers.clear(), body.clear(); }
};

/// The rest of an answer whose head has been sent (exports, Server-Sent Events). Worker thread
/// only.
class body_stream {
public:
    virtual ~body_stream();
    /// Sends a piece; returns once the peer took it in (back-pressure). Throws when it is gone or
    /// the server drains for longer than its limit. The text must live until then.
    virtual task<void> write(std::string_view piece) = 0;
    /// True once the peer has closed or the server wants to stop: end the stream soon.
    [[nodiscard]] virtual bool closing() const noexcept = 0;
};

}
