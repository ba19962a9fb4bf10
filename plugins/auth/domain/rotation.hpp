// What becomes of a refresh token that is presented. Pure.
#pragma once
#include "domain/session.hpp"
#include <chrono>

namespace nucleus::auth {

enum class rotation : std::uint8_t {
    rotate, ///< it is in force: its successor takes over
    repeat, ///< its successor is in force since a moment ago: the answer got lost, or two tabs
            ///< asked
    reuse,  ///< it was replaced long ago: someone kept a copy
    dead,   ///< its session is over
};

/// `generation` is the presented token's; its signature has been checked.
[[nodiscard]] rotation judge(const session& s, std::int64_t generation, instant now,
                             std::chrono::milliseconds grace,
                             std::optional<std::chrono::milliseconds> idle);

/// Whether a token of an impersonated session `lent`, which is over, leads back to `own` behind it:
/// for as long as a replaced one is taken, if it was in force when the impersonation was stopped,
/// and nobody has gone on with the token that was handed out then.
[[nodiscard]] bool leads_back(const session& lent, std::int64_t generation, const session& own,
                              instant now, std::chrono::milliseconds grace);

}
