#include "http/head.hpp"
#include <array>
#include <cstring>

namespace nucleus::http {

namespace {

constexpr std::size_t longest_method = 32;

consteval std::array<bool, 256> token_characters() {
    std::array<bool, 256> allowed{};
    for (char c : std::string_view{"!#$%&'*+-.^_`|~"})
        allowed[static_cast<unsigned char>(c)] = true;
    for (int c = '0'; c <= '9'; ++c) allowed[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) allowed[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c) allowed[static_cast<std::size_t>(c)] = true;
    return allowed;
}
constexpr auto token_character = token_characters();

/// Field values: HTAB, SP, visible ASCII and obs-text; no control bytes.
constexpr bool is_field_text(unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); }
constexpr bool is_target_text(unsigned char c) { return c > 0x20 && c < 0x7f && c != '#'; }

/// One CRLF before the request line is tolerated (RFC 9112 §2.2): old clients end bodies with it.
std::size_t leading_line_end(std::string_view buffer) { return buffer.starts_with("\r\n") ? 2 : 0; }

/// Where the head's empty line ends; zero when it has not arrived. Sees every LF once.
std::size_t find_end(std::string_view buffer, std::size_t& scanned, refusal& refused) {
    while (scanned < buffer.size()) {
        const void* found = std::memchr(buffer.data() + scanned, '\n', buffer.size() - scanned);
        if (found == nullptr) break;
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer.data());
        if (at == 0 || buffer[at - 1] != '\r') {
            refused = malformed("A line of the head ends in LF instead of CRLF.");
            return 0;
        }
        scanned = at + 1;
        if (at >= 3 && buffer[at - 2] == '\n') return scanned;
    }
    scanned = buffer.size();
    return 0;
}

refusal parse_version(std::string_view text, request& into) {
    if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.' || text[5] < '0' ||
        text[5] > '9' || text[7] < '0' || text[7] > '9')
        return malformed("The request line does not end in an HTTP version.");
    if (text[5] != '1') return {&errors::version_not_supported};
    into.minor = text[7] == '0' ? 0 : 1; // a higher minor version is served as 1.1
    return {};
}

refusal parse_request_line(std::string_view line, const head_limits& limits, request& into) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == line.npos || first == last)
        return malformed("The request line has not three parts.");
    const auto verb = line.substr(0, first);
    if (verb.size() > longest_method || !is_token(verb))
        return malformed("The method is not a token.");
    into.target = line.substr(first + 1, last - first - 1);
    if (into.target.size() > limits.target) return {&errors::uri_too_long};
    if (into.target.empty()) return malformed("The request target is empty.");
    for (const char c : into.target)
        if (!is_target_text(static_cast<unsigned char>(c)))
            return malformed("The request target has a character that must be percent-encoded.");
    into.verb = parse_method(verb);
    const auto question = into.target.find('?');
    into.path = into.target.substr(0, question);
    into.query =
        question == into.target.npos ? std::string_view{} : into.target.substr(question + 1);
    return parse_version(line.substr(last + 1), into);
}

refusal parse_field(std::string_view line, request& into) {
    if (line.front() == ' ' || line.front() == '\t')
        return malformed("A header is folded over two lines.");
    const auto colon = line.find(':');
    if (colon == line.npos) return malformed("A header line has no colon.");
    const auto name = line.substr(0, colon);
    if (!is_token(name))
        return malformed("A header name is not a token, or a space is before its colon.");
    const auto value = line.substr(colon + 1);
    for (const char c : value)
        if (!is_field_text(static_cast<unsigned char>(c)))
            return malformed("A header value has a control character.");
    into.headers.push_back({name, trimmed(value)});
    return {};
}

refusal outgrown(std::string_view buffer, const head_limits& limits) {
    if (buffer.find('\n') == buffer.npos && buffer.size() > limits.target + longest_method + 16)
        return {&errors::uri_too_long};
    if (buffer.size() > limits.head) return {&errors::headers_too_large};
    return {};
}

}

bool is_token(std::string_view text) noexcept {
    if (text.empty()) return false;
    for (const char c : text)
        if (!token_character[static_cast<unsigned char>(c)]) return false;
    return true;
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool equals_lower(std::string_view text, std::string_view lower) noexcept {
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
    }
    return true;
}

head_result parse_head(std::string_view buffer, std::size_t& scanned, const head_limits& limits,
                       request& into) {
    const auto skipped = leading_line_end(buffer);
    scanned = std::max(scanned, skipped);
    head_result result;
    const auto end = find_end(buffer, scanned, result.refused);
    if (result.refused) return result;
    if (end == 0) {
        result.refused = outgrown(buffer, limits);
        return result;
    }
    if (end == skipped + 2) result.refused = malformed("The request line is empty.");
    if (end > limits.head) result.refused = outgrown(buffer.substr(0, end), limits);
    if (result.refused) return result;
    result.size = end;
    std::string_view rest{buffer.substr(skipped, end - skipped - 2)}; // without the empty line
    const auto line_end = rest.find("\r\n");
    result.refused = parse_request_line(rest.substr(0, line_end), limits, into);
    rest.remove_prefix(line_end + 2);
    while (!result.refused && !rest.empty()) {
        const auto next = rest.find('\r');
        if (rest[next + 1] != '\n') {
            result.refused = malformed("A header has a bare CR.");
        } else if (into.headers.size() == limits.fields) {
            result.refused = {&errors::headers_too_large, "There are too many headers."};
        } else {
            result.refused = parse_field(rest.substr(0, next), into);
            rest.remove_prefix(next + 2);
        }
    }
    return result;
}

}
