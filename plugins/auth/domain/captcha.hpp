// Challenges of which the server keeps nothing: what is asked, and the answer, are sealed into the
// id that the client is given. Pure.
#pragma once
#include "config.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/secret_string.hpp>

namespace nucleus::auth {

struct challenge {
    captcha_type type = captcha_type::image;
    std::optional<captcha_form> form; ///< none: CAPTCHA_VALIDATE says whether it is right, no more
    instant expires_at;
    std::string answer; ///< of one length for all of a type, which a seal does not hide
};

/// Stands for a right answer: what CAPTCHA_VALIDATE gives.
struct captcha_pass {
    captcha_form form = captcha_form::login;
    instant expires_at;
};

/// Keys of 32 bytes, one per use.
struct captcha_keys {
    secret_string seal, sign;
};

inline constexpr std::size_t captcha_letter_count = 6;

/// Random letters, and a random number below `max_number` in digits; `chance`: eight random bytes.
[[nodiscard]] std::string picture_answer(std::string_view chance);
[[nodiscard]] std::string number_answer(std::string_view chance, int max_number);

/// The id of a challenge; no two are the same. It opens under its own key, and in the schema of its
/// own tenant.
[[nodiscard]] std::string seal(const captcha_keys& keys, std::string_view schema,
                               const challenge& c);
[[nodiscard]] std::optional<challenge> open_challenge(const captcha_keys& keys,
                                                      std::string_view schema, std::string_view id);
/// The same for a token, which is never taken for an id.
[[nodiscard]] std::string seal(const captcha_keys& keys, std::string_view schema,
                               const captcha_pass& p);
[[nodiscard]] std::optional<captcha_pass>
open_pass(const captcha_keys& keys, std::string_view schema, std::string_view token);

}
