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

    /// Steps over `"name":` if exactly that stands here.
    [[nodiscard]] bool pass_key(std::string_view name) noexcept {
        const auto size = name.size();
        if (static_cast<std::size_t>(end_ - at_) < size + 3 || at_[size + 1] != '"' ||
            at_[size + 2] != ':' || at_[0] != '"' || std::memcmp(at_ + 1, name.data(), size) != 0)
            return false;
        at_ += size + 3;
        return true;
    }

    // Each reads what begins at the byte that peek() returned. False: fail() was called.
    /// A string, at its quote; the view points into the text or into `scratch`.
    [[nodiscard]] bool string(std::string_view& out, std::string& scratch) {
        const char* from = at_ + 1;
        at_ = end_of_plain_text(from, end_);
        if (at_ == end_ || *at_ != '"') return escaped_string(from, out, scratch);
        out = {from, static_cast<std::size_t>(at_++ - from)};
        return true;
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
    bool escaped_string(const char* from, std::string_view& out, std::string& scratch);
    bool unescape(const char* from, std::string& out);
    bool unicode_escape(std::string& out);
    bool four_digits(unsigned& out);

    const char* begin_;
    const char* at_;
    const char* end_;
    const char* bad_ = nullptr;
    std::string problem_;
};

}
