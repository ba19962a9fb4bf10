#include "domain/common_passwords.hpp"
#include <algorithm>
#include <functional>

namespace nucleus::auth {

namespace {

bool letter(char c) { return c >= 'a' && c <= 'z'; }

}

bool is_common_password(std::string_view lowered) noexcept {
    const auto known = [](std::string_view text) {
        return std::ranges::binary_search(common_password_list(), text, std::ranges::less{},
                                          [](const char* word) { return std::string_view{word}; });
    };
    if (known(lowered)) return true;
    const auto last = std::find_if(lowered.rbegin(), lowered.rend(), letter);
    const auto stem = lowered.substr(0, static_cast<std::size_t>(lowered.rend() - last));
    // Digits and signs only: no password at all.
    return stem.empty() || known(stem);
}

}
