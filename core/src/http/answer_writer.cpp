#include "http/answer_writer.hpp"
#include "http/middleware/compression.hpp"
#include "http/worker.hpp"
#include <charconv>

namespace nucleus::http {

namespace {

void append_number(std::string& out, std::uint64_t n) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
    out.append(digits, end);
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

/// The status line. The usual one is ready-made.
void append_status(std::string& out, int status) {
    if (status == 200) {
        out.append("HTTP/1.1 200 OK\r\n");
        return;
    }
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(status));
    out.append(" ").append(reason_phrase(status)).append("\r\n");
}

void append_rate(std::string& out, const exchange& x) {
    if (x.rate.limit == 0 || !x.with->rate.headers.enabled) return;
    out.append("RateLimit-Limit: ");
    append_number(out, x.rate.limit);
    out.append("\r\nRateLimit-Remaining: ");
    append_number(out, x.rate.remaining);
    out.append("\r\nRateLimit-Reset: ");
    append_number(out, static_cast<std::uint64_t>((x.rate.reset.count() + 999) / 1000));
    out.append("\r\n");
}

void append_cors(std::string& out, const exchange& x) {
    const auto& rules = x.with->cors;
    if (!rules.enabled()) return;
    out.append("Vary: Origin\r\n");
    if (x.cors_origin.empty()) return;
    append_line(out, "Access-Control-Allow-Origin", x.cors_origin);
    if (rules.credentials) out.append("Access-Control-Allow-Credentials: true\r\n");
    out.append("Access-Control-Expose-Headers: X-Request-Id, ETag, Location, Retry-After, "
               "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset\r\n");
}

/// Everything but what tells where the body ends, and the empty line.
void append_head(exchange& x) {
    auto& out = x.out;
    append_status(out, x.response.status);
    append_line(out, "Date", x.on->http_date(x.started));
    if (!x.response.content_type.empty() && x.response.status != 204 && x.response.status != 304)
        append_line(out, "Content-Type", x.response.content_type);
    append_line(out, "X-Request-Id", x.request_id);
    out.append(x.secure ? x.with->security_headers_tls : x.with->security_headers);
    append_rate(out, x);
    append_cors(out, x);
    bool retry_known = x.response.status != 503;
    for (const auto& [name, value] : x.response.headers) {
        append_line(out, name, value);
        if (!retry_known) retry_known = same_name(name, "Retry-After");
    }
    if (!retry_known) out.append("Retry-After: 1\r\n");
    if (x.close)
        out.append("Connection: close\r\n");
    else if (x.request.minor == 0)
        out.append("Connection: keep-alive\r\n");
}

/// An ETag names these very bytes, so what carries one is sent as it is.
void compress(exchange& x) {
    auto& r = x.response;
    if (!x.with->compression || !worth_compressing(r.content_type, r.body.size())) return;
    for (const auto& [name, value] : r.headers)
        if (same_name(name, "ETag") || same_name(name, "Content-Encoding")) return;
    r.add("Vary", "Accept-Encoding");
    if (x.request.verb == method::head || !accepts_gzip(x.request.get("accept-encoding"))) return;
    auto packed = gzip(r.body);
    if (packed.empty() || packed.size() >= r.body.size()) return;
    r.body = std::move(packed);
    r.set("Content-Encoding", "gzip");
}

}

void write_answer(exchange& x) {
    compress(x);
    append_head(x);
    const int status = x.response.status;
    if (status != 204 && status != 304) {
        x.out.append("Content-Length: ");
        append_number(x.out, x.response.body.size());
        x.out.append("\r\n");
    }
    x.out.append("\r\n");
    if (x.request.verb != method::head && status != 204 && status != 304)
        x.out.append(x.response.body);
}

void write_streaming_head(exchange& x, bool chunked) {
    append_head(x);
    x.out.append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
}

void format_http_date(std::time_t at, std::string& into) {
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm t{};
    ::gmtime_r(&at, &t);
    const auto two = [&into](int n) {
        into.push_back(static_cast<char>('0' + n / 10));
        into.push_back(static_cast<char>('0' + n % 10));
    };
    into.assign(days[t.tm_wday]).append(", ");
    two(t.tm_mday);
    into.append(" ").append(months[t.tm_mon]).append(" ");
    append_number(into, static_cast<std::uint64_t>(t.tm_year + 1900));
    into.append(" ");
    two(t.tm_hour);
    into.append(":");
    two(t.tm_min);
    into.append(":");
    two(t.tm_sec);
    into.append(" GMT");
}

}
