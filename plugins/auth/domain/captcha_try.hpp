// The one try that a challenge and a token have. Pure.
#pragma once
#include "domain/captcha.hpp"
#include <span>

namespace nucleus::auth {

/// What remembers that a try was used up: one of so many slots in each period of time, so that
/// nobody can make it more than that. Two tries may meet in a slot: then the later one fails, and
/// somebody has to solve another challenge.
struct spent_mark {
    static constexpr std::chrono::seconds period_length{60};
    static constexpr unsigned slots = 1U << 17;
    std::int64_t period = 0; ///< in which the challenge expires
    unsigned slot = 0;
    bool operator==(const spent_mark&) const = default;
};
/// Periods before it hold nothing that is still good, even if the clocks of nodes differ.
[[nodiscard]] std::int64_t oldest_period(instant now);

struct captcha_try {
    spent_mark costs; ///< it counts only for whom this is free yet
    bool right = false;
    std::optional<captcha_form> form;
};

/// None, and nothing is spent: not made here, for another tenant, or too old. `keys`: any of them.
[[nodiscard]] std::optional<captcha_try> try_answer(std::span<const captcha_keys> keys,
                                                    std::string_view schema, std::string_view id,
                                                    std::string_view answer, instant now);
/// The token of CAPTCHA_VALIDATE; or what ALTCHA's widget submits, which names its challenge.
[[nodiscard]] std::optional<captcha_try> try_token(std::span<const captcha_keys> keys,
                                                   std::string_view schema, std::string_view token,
                                                   instant now);

}
