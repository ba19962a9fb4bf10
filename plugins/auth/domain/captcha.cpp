#include "domain/captcha.hpp"
#include "domain/letters.hpp"
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/sealing.hpp>
#include <nucleus/json/json.hpp>

namespace nucleus::auth {

NUCLEUS_DESCRIBE(challenge, (type, ""), (form, ""), (expires_at, ""), (answer, ""))
NUCLEUS_DESCRIBE(captcha_pass, (form, ""), (expires_at, ""))

namespace {

constexpr std::string_view of_challenge = "captcha challenge", of_pass = "captcha pass";
constexpr std::size_t digits = 7; // of a million

/// What a sealed text is for, and whose it is.
std::string context_of(std::string_view purpose, std::string_view schema) {
    return std::string{purpose}.append(1, '\0').append(schema);
}

template <class T>
std::string sealed(const captcha_keys& keys, const T& value, const std::string& context) {
    return crypto::base64url(crypto::seal(keys.seal, json::to_text(value), context));
}

template <class T> std::optional<T> opened(const captcha_keys& keys, std::string_view text,
                                           const std::string& context) {
    const auto bytes = crypto::from_base64url(text);
    if (!bytes) return std::nullopt;
    const auto plain = crypto::open_sealed(keys.seal, *bytes, context);
    if (!plain) return std::nullopt;
    auto value = json::read<T>(*plain);
    return value ? std::optional<T>{std::move(*value)} : std::nullopt;
}

}

std::string picture_answer(std::string_view chance) {
    std::string letters;
    for (std::size_t i = 0; i < captcha_letter_count; ++i)
        letters += captcha_letters[static_cast<unsigned char>(chance[i]) % captcha_letters.size()];
    return letters;
}

std::string number_answer(std::string_view chance, int max_number) {
    std::uint64_t drawn = 0;
    for (const char c : chance) drawn = drawn << 8 | static_cast<unsigned char>(c);
    const auto number = std::to_string(drawn % static_cast<std::uint64_t>(max_number));
    return std::string(digits - number.size(), '0') + number;
}

std::string seal(const captcha_keys& keys, std::string_view schema, const challenge& c) {
    return sealed(keys, c, context_of(of_challenge, schema));
}

std::optional<challenge> open_challenge(const captcha_keys& keys, std::string_view schema,
                                        std::string_view id) {
    return opened<challenge>(keys, id, context_of(of_challenge, schema));
}

std::string seal(const captcha_keys& keys, std::string_view schema, const captcha_pass& p) {
    return sealed(keys, p, context_of(of_pass, schema));
}

std::optional<captcha_pass> open_pass(const captcha_keys& keys, std::string_view schema,
                                      std::string_view token) {
    return opened<captcha_pass>(keys, token, context_of(of_pass, schema));
}

}
