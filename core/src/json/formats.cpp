// E-mail addresses, host names, URLs, pointers, numbers.
#include "json/formats.hpp"
#include "json/scanner.hpp"
#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace nucleus::json {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 5321 atoms, and UTF-8 as RFC 6531 allows it.
bool local_character(char c) {
    return digit(c) || letter(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view{"!#$%&'*+/=?^_`{|}~-."}.find(c) != std::string_view::npos;
}

bool is_label(std::string_view label) {
    const auto inner = [](char c) { return digit(c) || letter(c) || c == '-'; };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), inner);
}

}

bool is_hostname(std::string_view text) noexcept {
    if (text.empty() || text.size() > 253) return false;
    for (;;) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_email(std::string_view text) noexcept {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || text.size() > 254) return false;
    const auto local = text.substr(0, at), domain = text.substr(at + 1);
    if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.' ||
        local.find("..") != std::string_view::npos)
        return false;
    return std::all_of(local.begin(), local.end(), local_character) && is_hostname(domain) &&
           (domain.find('.') != std::string_view::npos || domain == "localhost");
}

bool is_uri(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(text);
    return parsed && (parsed->has_authority() || !parsed->encoded_path().empty());
}

bool is_pointer(std::string_view text) noexcept {
    if (!text.empty() && text.front() != '/') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    return true;
}

bool is_number(std::string_view text) {
    if (text.empty() || (text.front() != '-' && !digit(text.front()))) return false;
    scanner s{text};
    std::string_view literal;
    return s.number(literal) && s.at_end();
}

}
