// EMAIL_CHANGE, EMAIL_CHANGE_CONFIRM: POST /auth/email/change, /auth/email/change-confirm.
#pragma once
#include "handlers/verify_email.hpp"

namespace nucleus::auth {

struct email_change_request {
    std::string new_email;
    secret_string password;
};
NUCLEUS_DESCRIBE(email_change_request,
                 (new_email, "E-mail address", trimmed, format::email, max_length(254)),
                 (password, "The current one", max_length(1024)))

/// Mails a link to the new address and a notice to the old one; accepted, whether or not the new
/// one is free.
task<result<void>> request_email_change(auth_context& auth, request_context& rc,
                                        email_change_request body);
task<result<void>> confirm_email_change(auth_context& auth, request_context& rc,
                                        verify_request body);

}
