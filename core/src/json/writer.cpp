// JSON text, piece by piece.
#include "json/plain_text.hpp"
#include "json/utf8.hpp"
#include <charconv>
#include <cmath>
#include <nucleus/json/json.hpp>

namespace nucleus::json {

namespace {

/// How many bytes of `text` can be copied as they are; with `ascii`, only ASCII can.
std::size_t plain(std::string_view text, bool ascii) {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t w = 0;
        std::memcpy(&w, text.data() + i, 8);
        if (special_bytes(w) | (ascii ? w & each_byte(0x80) : 0)) break;
    }
    for (; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == '"' || c == '\\' || (ascii && c >= 0x80)) break;
    }
    return i;
}

void append_escape(std::string& out, char c) {
    constexpr std::string_view letters{"\"\\/bfnrt"}, meant{"\"\\/\b\f\n\r\t"};
    constexpr std::string_view digits = "0123456789abcdef";
    out.push_back('\\');
    if (const auto i = meant.find(c); i != meant.npos) {
        out.push_back(letters[i]);
    } else {
        out.append("u00");
        out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        out.push_back(digits[static_cast<unsigned char>(c) & 0x0f]);
    }
}

void append_escaped(std::string& out, std::string_view valid) {
    for (;;) {
        const auto n = plain(valid, false);
        out.append(valid.substr(0, n));
        if (n == valid.size()) return;
        append_escape(out, valid[n]);
        valid.remove_prefix(n + 1);
    }
}

void append_repaired(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto valid = first_invalid_utf8(text);
        append_escaped(out, text.substr(0, valid));
        if (valid == text.size()) return;
        out.append("\xef\xbf\xbd");
        text.remove_prefix(valid + 1);
    }
}

template <class T> void append_number(std::string& out, T n) {
    char text[32];
    out.append(text, std::to_chars(text, text + sizeof text, n).ptr);
}

}

void append_string(std::string& out, std::string_view text) {
    out.push_back('"');
    const auto n = plain(text, true);
    out.append(text.substr(0, n));
    text.remove_prefix(n);
    if (!text.empty()) {
        if (valid_utf8(text))
            append_escaped(out, text);
        else
            append_repaired(out, text);
    }
    out.push_back('"');
}

void writer::separate() {
    if (!fresh_) out_.push_back(',');
    fresh_ = false;
}

writer& writer::open(char c) {
    separate();
    out_.push_back(c);
    fresh_ = true;
    return *this;
}

writer& writer::close(char c) {
    out_.push_back(c);
    fresh_ = false;
    return *this;
}

writer& writer::key(std::string_view name) {
    separate();
    append_string(out_, name);
    out_.push_back(':');
    fresh_ = true;
    return *this;
}

writer& writer::value(std::string_view text) {
    separate();
    append_string(out_, text);
    return *this;
}

writer& writer::value(bool b) { return raw(b ? "true" : "false"); }

writer& writer::value(std::int64_t n) {
    separate();
    append_number(out_, n);
    return *this;
}

writer& writer::value(std::uint64_t n) {
    separate();
    append_number(out_, n);
    return *this;
}

writer& writer::value(double d) {
    if (!std::isfinite(d)) return null();
    separate();
    append_number(out_, d);
    return *this;
}

writer& writer::null() { return raw("null"); }

writer& writer::raw(std::string_view valid_json) {
    separate();
    out_.append(valid_json);
    return *this;
}

}
