// INVITE, INVITE_VERIFY: POST /auth/invite, /auth/invite/verify.
#pragma once
#include "handlers/register_user.hpp"

namespace nucleus::auth {

struct invite_request {
    std::string email;
    std::vector<std::string> roles;
    std::optional<std::string> first_name, last_name;
};
NUCLEUS_DESCRIBE(invite_request, (email, "E-mail address", trimmed, format::email, max_length(254)),
                 (roles, "Names of roles, besides that of everybody", defaulted, max_length(50)),
                 (first_name, "First name", trimmed, max_length(100)),
                 (last_name, "Last name", trimmed, max_length(100)))

struct invited {
    uuid invitation_id;
    instant expires_at;
};
NUCLEUS_DESCRIBE(invited, (invitation_id, "Of the invitation"), (expires_at, "Good until then"))

struct invite_acceptance {
    secret_string token;
    std::optional<secret_string> password;
    std::optional<std::string> username, first_name, last_name;
    auth::token_delivery token_delivery = auth::token_delivery::cookie;
};
NUCLEUS_DESCRIBE(invite_acceptance, (token, "Of the link in the mail", max_length(200)),
                 (password, "By the password policy; it may be set later", max_length(1024)),
                 (username, "3 to 100 letters, digits, . _ -", max_length(100)),
                 (first_name, "First name", trimmed, max_length(100)),
                 (last_name, "Last name", trimmed, max_length(100)),
                 (token_delivery, "body: tokens in the answer, no cookies", defaulted))

/// Whoever invites gives away no more than they have.
task<result<invited>> invite(auth_context& auth, request_context& rc, invite_request body);
/// Makes the account, whose address is confirmed, and signs it in.
task<result<login_success>> accept_invite(auth_context& auth, request_context& rc,
                                          invite_acceptance body);

}
