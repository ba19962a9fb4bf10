#include "domain/base64.hpp"
#include <algorithm>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::auth {

// The two forms differ in two letters and the padding.

std::string base64(std::string_view bytes) {
    auto text = crypto::base64url(bytes);
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.find_first_of("-_") != std::string_view::npos)
        return std::nullopt;
    std::string url{text.substr(0, text.size() - (text.ends_with("==") ? 2 : text.ends_with('=')))};
    std::ranges::replace(url, '+', '-');
    std::ranges::replace(url, '/', '_');
    return crypto::from_base64url(url);
}

}
