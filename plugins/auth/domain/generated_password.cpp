#include "domain/generated_password.hpp"
#include "domain/password_policy.hpp"
#include <algorithm>
#include <stdexcept>

namespace nucleus::auth {

namespace {

constexpr std::string_view plain = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
/// Of those that the policy takes: people read them out, and type them into shells.
constexpr std::string_view handy = "-_.+=:#%*";
/// A policy that can be met is met within a few.
constexpr int most_tries = 10'000;

std::string alphabet_of(const password_policy_config& policy) {
    std::string all{plain};
    if (!policy.require_special_char) return all;
    std::string special, any;
    for (const char c : policy.special_chars) {
        if (c > ' ' && c <= '~') any.push_back(c); // half a character is none
        if (handy.find(c) != handy.npos) special.push_back(c);
    }
    return all + (special.empty() ? any : special);
}

/// Bytes beyond the last whole multiple are thrown away, or the first characters would come more
/// often.
void append_random(std::string& out, std::string_view alphabet, std::size_t length,
                   const std::function<std::string(std::size_t)>& random) {
    const auto fair = 256 - 256 % alphabet.size();
    while (out.size() < length)
        for (const char c : random(length))
            if (const auto byte = static_cast<unsigned char>(c); byte < fair && out.size() < length)
                out.push_back(alphabet[byte % alphabet.size()]);
}

}

int usual_length(const password_policy_config& policy) {
    return std::min(std::max(16, policy.min_length), policy.max_length);
}

secret_string make_password(const password_policy_config& policy, int length,
                            std::string_view email, std::string_view username,
                            const std::function<std::string(std::size_t)>& random) {
    const auto alphabet = alphabet_of(policy);
    for (int tries = 0; tries < most_tries; ++tries) {
        std::string text;
        append_random(text, alphabet, static_cast<std::size_t>(length), random);
        secret_string password{text};
        if (broken_rules(policy, password, email, username).empty()) return password;
    }
    throw std::runtime_error("no password of this length fulfils authentication.passwordPolicy");
}

}
