// A user as auth knows one.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {

/// What a user may do: names of roles, and the actions of their claims, sorted.
struct rights {
    std::vector<std::string> roles, claims;
};
NUCLEUS_DESCRIBE(rights, (roles, "Names"), (claims, "Actions"))

struct account {
    uuid id;
    std::string email;
    std::optional<std::string> username;
    std::string password; ///< PHC string; empty: none. Never leaves the store and the handlers.
    bool email_verified = false, is_active = true, is_god = false;
    std::optional<instant> last_login_at;
    instant created_at;
    rights may;
};

}
