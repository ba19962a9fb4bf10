// The tokens of a JSON text, strictly (RFC 8259). Where simdjson would index the whole text first,
// this reads it once from left to right: every byte is checked when it is passed, so nothing is
// lazily valid, an error knows its place, and strings without escapes are never copied.
#pragma once
#include "json/plain_text.hpp"
#include <string>
#include <string_view>

namespace nucleus::json {

class scanner {
public:
    explicit scanner(std::string_view valid_utf8)
        : begin_{valid_utf8.data()}
        , at_{begin_}
        , end_{begin_ + valid_utf8.size()} {}

    /// The next byte that is not white space; NUL at the end of the text.
    [[nodiscard]] char peek() noexcept {
        if (at_ != end_ && static_cast<unsigned char>(*at_) > ' ') return *at_;
        return peek_past_space();
    }
    /// Steps over the byte that peek() returned.
    void pass() noexcept { ++at_; }
    [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
    [[nodiscard]] const char* here() const noexcept { return at_; }
    void back_to(const char* place) noexcept { at_ = place; }

    // What programs mostly write, in few steps. False: it is something else, nothing was read.
    /// `"name":`
    [[nodiscard]] bool pass_key(std::string_view name) noexcept;
    /// A string without escapes, at its quote.
    [[nodiscard]] bool plain_string(std::string_view& out) noexcept;
    /// An integer of at most 18 digits.
    [[nodiscard]] bool short_integer(std::int64_t& out) noexcept;
    /// A number of at most 15 digits without exponent.
    [[nodiscard]] bool short_number(double& out) noexcept;

    // Each reads what begins at the byte that peek() returned. False: fail() was called.
    /// A string, at its quote; the view points into the text or into `scratch`.
    [[nodiscard]] bool string(std::string_view& out, std::string& scratch) {
        return plain_string(out) || escaped_string(out, scratch);
    }
    /// A number as it is written.
    [[nodiscard]] bool number(std::string_view& out);
    /// true, false or null.
    [[nodiscard]] bool word(std::string_view expected);

    /// Notes what is wrong, and where unless `at` the current byte. Always false.
    bool fail(std::string what) { return fail(std::move(what), at_); }
    bool fail(std::string what, const char* at);
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    /// "line 3, column 14" of the problem; columns are bytes.
    [[nodiscard]] std::string place() const;

private:
    char peek_past_space() noexcept;
    bool escaped_string(std::string_view& out, std::string& scratch);
    bool unescape(const char* from, std::string& out);
    bool unicode_escape(std::string& out);
    bool four_digits(unsigned& out);

    const char* begin_;
    const char* at_;
    const char* end_;
    const char* bad_ = nullptr;
    std::string problem_;
};

namespace detail {

inline bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Without a call for the lengths that names have.
inline bool same_bytes(const char* a, const char* b, std::size_t size) noexcept {
    const auto eight = [](const char* p) {
        std::uint64_t w = 0;
        std::memcpy(&w, p, 8);
        return w;
    };
    if (size > 16) return std::memcmp(a, b, size) == 0;
    if (size >= 8)
        return ((eight(a) ^ eight(b)) | (eight(a + size - 8) ^ eight(b + size - 8))) == 0;
    for (std::size_t i = 0; i < size; ++i)
        if (a[i] != b[i]) return false;
    return true;
}

}

inline bool scanner::pass_key(std::string_view name) noexcept {
    const auto size = name.size();
    if (static_cast<std::size_t>(end_ - at_) < size + 3 || at_[size + 1] != '"' ||
        at_[size + 2] != ':' || at_[0] != '"' || !detail::same_bytes(at_ + 1, name.data(), size))
        return false;
    at_ += size + 3;
    return true;
}

inline bool scanner::plain_string(std::string_view& out) noexcept {
    const char* from = at_ + 1;
    const char* to = end_of_plain_text(from, end_);
    if (to == end_ || *to != '"') return false;
    out = {from, static_cast<std::size_t>(to - from)};
    at_ = to + 1;
    return true;
}

inline bool scanner::short_integer(std::int64_t& out) noexcept {
    const bool negative = *at_ == '-';
    const char* from = at_ + negative;
    const char* p = from;
    const char* most = end_ - from > 18 ? from + 18 : end_;
    std::int64_t n = 0;
    for (; p != most && detail::digit(*p); ++p) n = n * 10 + (*p - '0');
    if (p == from || p == end_ || detail::digit(*p) || *p == '.' || (*p | 0x20) == 'e' ||
        (*from == '0' && p - from > 1))
        return false;
    out = negative ? -n : n;
    at_ = p;
    return true;
}

inline bool scanner::short_number(double& out) noexcept {
    // Digits and power of ten are exact as doubles, so that one division rounds correctly.
    constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const bool negative = *at_ == '-';
    const char* from = at_ + negative;
    const char* p = from;
    const char* most = end_ - from > 16 ? from + 16 : end_;
    const char* point = nullptr;
    std::int64_t n = 0;
    for (; p != most; ++p) {
        if (detail::digit(*p))
            n = n * 10 + (*p - '0');
        else if (*p == '.' && !point)
            point = p;
        else
            break;
    }
    const auto digits = p - from - (point != nullptr);
    if (p == end_ || detail::digit(*p) || *p == '.' || (*p | 0x20) == 'e' || digits > 15 ||
        !detail::digit(*from) || p[-1] == '.' ||
        (*from == '0' && p - from > 1 && point != from + 1))
        return false;
    const double d = static_cast<double>(n) / powers[point ? p - point - 1 : 0];
    out = negative ? -d : d;
    at_ = p;
    return true;
}

}
