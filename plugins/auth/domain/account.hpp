// A user as auth knows one.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {

/// A claim that no role grants without a scope.
struct scoped_right {
    std::string claim;
    std::vector<std::string> filters;
};
NUCLEUS_DESCRIBE(scoped_right, (claim, "Action"), (filters, "Scopes, any of which will do"))

/// What a user may do: names of roles, and the actions of their claims; sorted.
struct rights {
    std::vector<std::string> roles, claims;
    std::vector<scoped_right> scopes{};
};
NUCLEUS_DESCRIBE(rights, (roles, "Names"), (claims, "Actions"), (scopes, "With scopes only"))

struct account {
    uuid id;
    std::string email;
    std::optional<std::string> username;
    std::string password; ///< PHC string; empty: none. Never leaves the store and the handlers.
    bool email_verified = false, is_active = true, is_god = false;
    std::optional<instant> last_login_at;
    instant created_at;
    rights may;
    std::optional<instant> cohort_ends; ///< when its members are shut out

    /// Godmins are not: nobody else could let them in again.
    [[nodiscard]] bool shut_out(instant now) const noexcept {
        return !is_god && cohort_ends && *cohort_ends <= now;
    }
};

}
