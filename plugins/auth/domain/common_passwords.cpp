#include "domain/common_passwords.hpp"
#include <algorithm>
#include <functional>

namespace nucleus::auth {

namespace {

/// Of any script: what is beyond ASCII is no digit and no sign here.
bool letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// A shorter stem says little about a long password: "Al" is a name, "Al-8473-9274-8392" is none.
constexpr std::size_t telling_stem = 4;

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
    if (stem.empty()) return true;
    return (stem.size() >= telling_stem || 2 * stem.size() >= lowered.size()) && known(stem);
}

}
