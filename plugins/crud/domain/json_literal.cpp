#include "domain/json_literal.hpp"
#include <charconv>
#include <cstdint>

namespace nucleus::crud {

namespace {

std::string_view trimmed(std::string_view s) {
    const auto first = s.find_first_not_of(" \t\r\n");
    if (first == s.npos) return {};
    return s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1);
}

std::uint32_t hex4(std::string_view s) {
    std::uint32_t n = 0;
    std::from_chars(s.data(), s.data() + 4, n, 16);
    return n;
}

void append_utf8(std::string& out, std::uint32_t c) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) return put(0xC0 | c >> 6), put(0x80 | (c & 63));
    if (c < 0x10000) return put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63)),
        put(0x80 | (c & 63));
}

/// `body` is what stands between the quotes.
std::string decoded(std::string_view body) {
    std::string out;
    out.reserve(body.size());
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] != '\\') {
            out.push_back(body[i]);
            continue;
        }
        const char c = ++i < body.size() ? body[i] : '\\';
        if (c != 'u') {
            constexpr std::string_view from = "bfnrt", to = "\b\f\n\r\t";
            const auto at = from.find(c);
            out.push_back(at == from.npos ? c : to[at]);
            continue;
        }
        if (i + 4 >= body.size()) break;
        auto code = hex4(body.substr(i + 1, 4));
        i += 4;
        if (code >= 0xD800 && code < 0xDC00 && i + 6 < body.size()) {
            code = 0x10000 + ((code - 0xD800) << 10) + (hex4(body.substr(i + 3, 4)) - 0xDC00);
            i += 6;
        }
        append_utf8(out, code);
    }
    return out;
}

/// Where the value that starts at `from` ends, up to a comma of its own level.
std::size_t end_of_element(std::string_view s, std::size_t from) {
    int depth = 0;
    for (std::size_t i = from; i < s.size(); ++i) {
        switch (s[i]) {
        case '"':
            for (++i; i < s.size() && s[i] != '"'; ++i)
                if (s[i] == '\\') ++i;
            break;
        case '[':
        case '{': ++depth; break;
        case ']':
        case '}': --depth; break;
        case ',':
            if (depth == 0) return i;
            break;
        default: break;
        }
    }
    return s.size();
}

}

json_literal read_literal(std::string_view valid_json) {
    using kind = json_literal::kind;
    const auto s = trimmed(valid_json);
    if (s.empty() || s == "null") return {};
    switch (s.front()) {
    case '"': return {kind::string, decoded(s.substr(1, s.size() < 2 ? 0 : s.size() - 2)), {}};
    case 't':
    case 'f': return {kind::boolean, std::string{s}, {}};
    case '{': return {kind::object, std::string{s}, {}};
    case '[': break;
    default: return {kind::number, std::string{s}, {}};
    }
    json_literal array{kind::array, std::string{s}, {}};
    const auto body = trimmed(s.substr(1, s.size() < 2 ? 0 : s.size() - 2));
    for (std::size_t at = 0; at < body.size();) {
        const auto end = end_of_element(body, at);
        array.items.push_back(read_literal(body.substr(at, end - at)));
        at = end + 1;
    }
    return array;
}

}
