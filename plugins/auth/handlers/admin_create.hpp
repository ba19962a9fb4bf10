// ADMIN_CREATE_USER: POST /auth/admin/create-user.
#pragma once
#include "handlers/register_user.hpp"

namespace nucleus::auth {

struct given_profile {
    std::optional<std::string> first_name, last_name;
};
NUCLEUS_DESCRIBE(given_profile, (first_name, "First name", trimmed, max_length(100)),
                 (last_name, "Last name", trimmed, max_length(100)))

struct create_user_request {
    std::string email;
    std::optional<secret_string> password;
    std::optional<std::string> username;
    std::vector<std::string> roles;
    std::optional<given_profile> profile;
    bool send_invite = false;
};
NUCLEUS_DESCRIBE(create_user_request,
                 (email, "E-mail address", trimmed, format::email, max_length(254)),
                 (password, "By the password policy; it may be set later by a mailed link",
                  max_length(1024)),
                 (username, "3 to 100 letters, digits, . _ -", max_length(100)),
                 (roles, "Names of roles, besides that of everybody", defaulted, max_length(50)),
                 (profile, "Who it is"),
                 (send_invite,
                  "Mail a link to choose a password, which confirms the address; "
                  "without it the address counts as confirmed",
                  defaulted))

void check_create_user(const auth_context& auth, const create_user_request& body,
                       std::vector<fault>& found);
/// Whoever makes an account gives it no more than they have.
task<result<user>> create_user(auth_context& auth, request_context& rc, create_user_request body);

}
