#include "domain/identifier.hpp"
#include <algorithm>
#include <nucleus/unicode.hpp>

namespace nucleus::auth {

namespace {
constexpr std::string_view blanks = " \t\r\n\f\v";
constexpr bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
}

std::string normal_form(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    auto out = nfc(text.substr(first, text.find_last_not_of(blanks) - first + 1));
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_username(std::string_view text) noexcept {
    return text.size() >= 3 && text.size() <= 100 && is_alphanumeric(text.front()) &&
           std::ranges::all_of(
               text, [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

}
