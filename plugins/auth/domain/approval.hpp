// Sign-ins from new devices, which wait for their user's approval. Pure.
#pragma once
#include "domain/session.hpp"
#include <string>

namespace nucleus::auth {

enum class approval : std::uint8_t { approved, pending, rejected, expired };

/// Where the session stands; while it waits it expires when nobody may approve it any more. One
/// that was ended while it waited is rejected, by whomever.
[[nodiscard]] approval approval_of(const session& s, instant now);

/// Two digits, which the new device shows and the trusted one asks for. Derived, never stored.
[[nodiscard]] std::string approval_code(const session& s);

/// What somebody on a trusted device makes of it.
struct decision {
    bool approves = false;
    std::optional<std::string> code{}; ///< of an approval; none: it need not be given
};
enum class verdict : std::uint8_t {
    approve,
    reject,
    wrong_code,     ///< once more, perhaps
    too_many_codes, ///< wrong ones: it is rejected
    decided,        ///< already, or it was withdrawn
    late,
};
/// How many wrong codes reject a sign-in: of a hundred codes nobody can try enough.
inline constexpr int most_wrong_codes = 3;

/// `wrong_before`: how many wrong codes were given.
[[nodiscard]] verdict judge(const session& waiting, int wrong_before, const decision& d,
                            instant now);

}
