// VERIFY_EMAIL, RESEND_VERIFICATION: POST /auth/verify-email, /auth/resend-verification.
#pragma once
#include "handlers/password_reset.hpp"

namespace nucleus::auth {

struct verify_request {
    secret_string token;
};
NUCLEUS_DESCRIBE(verify_request, (token, "Of the link in the mail", max_length(200)))

task<result<void>> verify_email(auth_context& auth, request_context& rc, verify_request body);
/// Accepted, whether or not there is such an account.
task<result<void>> resend_verification(auth_context& auth, request_context& rc,
                                       address_request body);

}
