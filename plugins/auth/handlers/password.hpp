// PASSWORD_CHANGE, PASSWORD_SET: POST /auth/password/change, /auth/password/set.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct password_change_request {
    secret_string current_password, new_password;
    std::optional<secret_string> confirm_password;
    bool revoke_other_sessions = true;
};
NUCLEUS_DESCRIBE(password_change_request, (current_password, "As it is", max_length(1024)),
                 (new_password, "By the password policy", max_length(1024)),
                 (confirm_password, "The new one once more", max_length(1024)),
                 (revoke_other_sessions, "Sign out everywhere else", defaulted))

struct password_set_request {
    secret_string new_password;
};
NUCLEUS_DESCRIBE(password_set_request, (new_password, "By the password policy", max_length(1024)))

task<result<void>> change_password(auth_context& auth, request_context& rc,
                                   password_change_request body);
/// Of an account that has none.
task<result<void>> set_password(auth_context& auth, request_context& rc, password_set_request body);

}
