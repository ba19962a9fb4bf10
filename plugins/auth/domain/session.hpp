// A session: one sign-in on one device, and the family of its refresh tokens.
#pragma once
#include <algorithm>
#include <nucleus/clock.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>

namespace nucleus::auth {

/// What the client says about itself.
struct device {
    std::string name, type, browser, browser_version, os, os_version, address;
};

struct session {
    uuid id, user_id;
    std::string seed;            ///< refresh tokens are derived from it
    std::int64_t generation = 0; ///< of the refresh token in force
    std::optional<instant> rotated_at, revoked_at;
    instant created_at, last_activity_at, expires_at;
    bool remember_me = false;
    std::string login_method, approval_status;
    device from;
    std::optional<uuid> impersonator_id;          ///< who acts in the user's name
    std::optional<uuid> impersonator_session_id;  ///< theirs: this one is good as long as that is
    std::optional<uuid> device_id;                ///< where new devices have to be approved
    bool trusted = false;                         ///< that device, now
    std::optional<instant> approval_requested_at; ///< it had to wait
};

/// When a session ends by itself: at its expiry, or when it was not used for `idle`.
[[nodiscard]] inline instant ends_at(const session& s,
                                     std::optional<std::chrono::milliseconds> idle) {
    return idle ? std::min(s.expires_at, s.last_activity_at + *idle) : s.expires_at;
}

[[nodiscard]] inline bool is_live(const session& s, instant now,
                                  std::optional<std::chrono::milliseconds> idle) {
    return !s.revoked_at && now < ends_at(s, idle) && s.approval_status == "approved";
}

}
