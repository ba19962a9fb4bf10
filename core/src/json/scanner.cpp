// Tokens that need more than a look: escapes, numbers in full, and the place of an error.
#include "json/scanner.hpp"
#include "json/utf8.hpp"
#include <algorithm>

namespace nucleus::json {

namespace {

using detail::digit;

}

bool scanner::fail(std::string what, const char* at) {
    bad_ = at;
    problem_ = at == end_ ? "the text ends too early" : std::move(what);
    return false;
}

std::string scanner::place() const {
    const auto line = std::count(begin_, bad_, '\n') + 1;
    const auto* start = bad_;
    while (start != begin_ && start[-1] != '\n') --start;
    return "line " + std::to_string(line) + ", column " + std::to_string(bad_ - start + 1);
}

char scanner::peek_past_space() noexcept {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    return at_ != end_ ? *at_ : '\0';
}

bool scanner::escaped_string(std::string_view& out, std::string& scratch) {
    const char* from = ++at_;
    at_ = end_of_plain_text(at_, end_);
    scratch.clear();
    if (!unescape(from, scratch)) return false;
    out = scratch;
    return true;
}

bool scanner::unescape(const char* from, std::string& out) {
    for (;;) {
        out.append(from, at_);
        if (at_ == end_) return fail("a string is not closed", from - 1);
        if (*at_ == '"') return ++at_, true;
        if (*at_ != '\\') return fail("a control character must be escaped in a string");
        constexpr std::string_view letters{R"("\/bfnrt)"}, meant{"\"\\/\b\f\n\r\t"};
        const char* escape = at_++;
        const char letter = at_ == end_ ? '\0' : *at_++;
        if (letter == 'u') {
            if (!unicode_escape(out)) return problem_.empty() ? fail("bad \\u", escape) : false;
        } else if (const auto i = letters.find(letter); letter && i != letters.npos) {
            out.push_back(meant[i]);
        } else {
            return fail("a backslash must be followed by one of \" \\ / b f n r t u", escape);
        }
        from = at_;
        at_ = end_of_plain_text(at_, end_);
    }
}

bool scanner::four_digits(unsigned& out) {
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        if (at_ == end_) return fail("\\u must be followed by four hexadecimal digits");
        const char c = *at_, letter = static_cast<char>(c | 0x20);
        if (!digit(c) && (letter < 'a' || letter > 'f'))
            return fail("\\u must be followed by four hexadecimal digits");
        out = out << 4 | static_cast<unsigned>(digit(c) ? c - '0' : letter - 'a' + 10);
    }
    return true;
}

bool scanner::unicode_escape(std::string& out) {
    const char* escape = at_ - 2;
    unsigned c = 0, low = 0;
    if (!four_digits(c)) return false;
    if (c == 0) return fail("NUL (\\u0000) cannot be stored in text", escape);
    if (c >= 0xdc00 && c <= 0xdfff) return fail("a lone surrogate is no character", escape);
    if (c >= 0xd800 && c <= 0xdbff) {
        if (end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u')
            return fail("a lone surrogate is no character", escape);
        at_ += 2;
        if (!four_digits(low)) return false;
        if (low < 0xdc00 || low > 0xdfff) return fail("a lone surrogate is no character", escape);
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(out, c);
    return true;
}

bool scanner::number(std::string_view& out) {
    const char* from = at_;
    const auto digits = [&] {
        const char* first = at_;
        while (at_ != end_ && digit(*at_)) ++at_;
        return at_ != first;
    };
    if (*at_ == '-') ++at_;
    if (at_ != end_ && *at_ == '0')
        ++at_;
    else if (!digits())
        return fail("a digit is missing");
    if (at_ != end_ && digit(*at_)) return fail("a number must not begin with 0", from);
    if (at_ != end_ && *at_ == '.') {
        ++at_;
        if (!digits()) return fail("a digit is missing after the point");
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
        ++at_;
        if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
        if (!digits()) return fail("a digit is missing in the exponent");
    }
    out = {from, static_cast<std::size_t>(at_ - from)};
    return true;
}

bool scanner::word(std::string_view expected) {
    if (!std::string_view{at_, static_cast<std::size_t>(end_ - at_)}.starts_with(expected))
        return fail("a value is expected here");
    at_ += expected.size();
    return true;
}

}
