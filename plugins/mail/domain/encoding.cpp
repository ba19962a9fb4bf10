#include "domain/encoding.hpp"
#include <algorithm>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::mailing {

namespace {

bool is_plain(std::string_view text) {
    const auto printable = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte < 0x7f;
    };
    return text.size() <= 60 && std::ranges::all_of(text, printable) &&
           text.find("=?") == std::string_view::npos;
}

/// The bytes of `text` from `at` that fit into one encoded word, whole characters of UTF-8.
std::size_t word_length(std::string_view text, std::size_t at) {
    constexpr std::size_t most = 45; // base64 makes 60 of them, and 12 are the word's own
    if (text.size() - at <= most) return text.size() - at;
    auto length = most;
    while (length > most - 3 && (static_cast<unsigned char>(text[at + length]) & 0xc0) == 0x80)
        --length;
    return length;
}

/// One line of quoted-printable, in pieces.
class quoted_line {
public:
    explicit quoted_line(std::string& out)
        : out_{out} {}
    void add(char c, bool last) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        constexpr std::size_t most = 75; // and the = of a soft break
        const auto byte = static_cast<unsigned char>(c);
        const bool literal =
            (byte > 0x20 && byte < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !last);
        const std::size_t wanted = literal ? 1 : 3;
        if (used_ + wanted > most) out_ += "=\r\n", used_ = 0;
        used_ += wanted;
        if (literal)
            out_.push_back(c);
        else
            out_.append({'=', digits[byte >> 4], digits[byte & 15]});
    }

private:
    std::string& out_;
    std::size_t used_ = 0;
};

}

std::string quoted_printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        quoted_line quoted{out};
        for (std::size_t i = 0; i < line.size(); ++i) quoted.add(line[i], i + 1 == line.size());
        out += "\r\n";
    }
    return out;
}

std::string header_text(std::string_view text) {
    if (is_plain(text)) return std::string{text};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = word_length(text, at);
        if (at > 0) out += "\r\n ";
        out += "=?UTF-8?B?" + crypto::base64(text.substr(at, length)) + "?=";
        at += length;
    }
    return out;
}

}
