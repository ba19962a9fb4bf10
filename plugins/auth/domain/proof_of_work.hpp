// Proofs of work in the protocol of ALTCHA: the client looks for the number that, behind the salt,
// has a given hash. Pure.
#pragma once
#include "domain/captcha.hpp"

namespace nucleus::auth {

/// As the widget is given it; `salt` begins with the id of the challenge.
struct proof_of_work {
    std::string algorithm = "SHA-256", salt, challenge, signature;
};
[[nodiscard]] proof_of_work work_of(const captcha_keys& keys, std::string_view id,
                                    const challenge& c);

/// What ALTCHA's widget submits: base64 of JSON.
struct work_done {
    std::string algorithm, challenge, salt, signature;
    std::int64_t number = 0;
    /// Of the challenge that it was made for.
    [[nodiscard]] std::string_view id() const;
};
[[nodiscard]] std::optional<work_done> read_work(std::string_view payload);

/// Whether it is the number that was to be found, in digits; or the widget's payload with it, and
/// nothing else in that was changed.
[[nodiscard]] bool is_done(const captcha_keys& keys, std::string_view id, const challenge& c,
                           std::string_view given);

}
