// PASSWORD_RESET_REQUEST, PASSWORD_RESET_CONFIRM: POST /auth/password/reset-request,
// /reset-confirm.
#pragma once
#include "handlers/auth_context.hpp"
#include "handlers/register_user.hpp"

namespace nucleus::auth {

struct address_request {
    std::string email;
    std::optional<captcha_proof> captcha;
};
NUCLEUS_DESCRIBE(address_request,
                 (email, "E-mail address", trimmed, format::email, max_length(254)),
                 (captcha, "Where captcha.forms has passwordReset, or resendVerification"))

struct reset_confirm_request {
    secret_string token, new_password;
};
NUCLEUS_DESCRIBE(reset_confirm_request, (token, "Of the link in the mail", max_length(200)),
                 (new_password, "By the password policy", max_length(1024)))

/// Accepted, whether or not there is such an account.
task<result<void>> request_reset(auth_context& auth, request_context& rc, address_request body);
/// Ends all sessions of the account.
task<result<void>> confirm_reset(auth_context& auth, request_context& rc,
                                 reset_confirm_request body);

}
