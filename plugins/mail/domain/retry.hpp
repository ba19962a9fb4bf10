// What becomes of a mail after an attempt to send it.
#pragma once
#include <cstdint>
#include <nucleus/clock.hpp>
#include <string>
#include <string_view>

namespace nucleus::mailing {

/// How an attempt ended.
struct outcome {
    enum class kind : std::uint8_t {
        sent,
        refused, ///< for good: this recipient, this content
        later,   ///< it did not arrive, and may the next time
        unknown, ///< it may have arrived
        untried, ///< it was not begun
    };
    kind what = kind::untried;
    std::string reason{}; ///< for last_error and the log; shows nothing of the mail
};

/// How often a row was claimed, and how many of these attempts have no known end; both with the one
/// that is judged.
struct attempt_state {
    int attempts = 0, unresolved = 0;
};

/// What is recorded.
struct verdict {
    enum class kind : std::uint8_t { sent, dead, again };
    kind what = kind::again;
    int attempts = 0, unresolved = 0;
    instant next{};
    std::string reason{};
};

inline constexpr int most_attempts = 12;
/// A mail that may have arrived is sent once more, not twice.
inline constexpr int most_unresolved = 2;

/// `jitter` is between -1 and 1.
[[nodiscard]] verdict judge(attempt_state state, const outcome& o, instant now, double jitter);
/// Whether a row that was just claimed must not be sent any more.
[[nodiscard]] bool given_up(attempt_state state);
/// Of a row that was given up.
[[nodiscard]] verdict dead_letter(attempt_state state);

/// What another machine said, for people: control characters removed, at most 200 bytes of ASCII.
[[nodiscard]] std::string clipped(std::string_view reply);

}
