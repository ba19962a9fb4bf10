// The tokens of a JSON text, strictly (RFC 8259). Where simdjson would index the whole text first,
// this reads it once from left to right: every byte is checked when it is passed, so nothing is
// lazily valid, an error knows its place, and strings without escapes are never copied.
#pragma once
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
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
        return at_ != end_ ? *at_ : '\0';
    }
    /// Steps over the byte that peek() returned.
    void pass() noexcept { ++at_; }
    [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
    [[nodiscard]] const char* here() const noexcept { return at_; }

    // Each reads what begins at the byte that peek() returned. False: fail() was called.
    /// A string, at its quote; the view points into the text or into `scratch`.
    [[nodiscard]] bool string(std::string_view& out, std::string& scratch);
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
