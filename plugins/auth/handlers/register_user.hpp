// REGISTER: POST /auth/register.
#pragma once
#include "handlers/captcha.hpp"

namespace nucleus::auth {

struct register_request {
    std::string email;
    secret_string password;
    std::optional<std::string> username, first_name, last_name;
    auth::token_delivery token_delivery = auth::token_delivery::cookie;
    std::optional<captcha_proof> captcha;
};
NUCLEUS_DESCRIBE(register_request,
                 (email, "E-mail address", trimmed, format::email, max_length(254)),
                 (password, "By the password policy", max_length(1024)),
                 (username, "3 to 100 letters, digits, . _ -", max_length(100)),
                 (first_name, "First name", trimmed, max_length(100)),
                 (last_name, "Last name", trimmed, max_length(100)),
                 (token_delivery, "body: tokens in the answer, no cookies", defaulted),
                 (captcha, "Where captcha.forms has register"))

/// With the tokens of the first session; or, when the address has to be confirmed first, nothing:
/// the same for an address that has an account already.
struct registered {
    std::optional<auth::user> user;
    bool verification_required = false;
    std::optional<std::string> token_type;
    std::optional<instant> access_token_expires_at, refresh_token_expires_at;
    std::optional<session_brief> session;
    std::optional<std::string> access_token, refresh_token, device_token;
};
NUCLEUS_DESCRIBE(registered, (user, "The new account"),
                 (verification_required, "Whether the address has to be confirmed first"),
                 (token_type, "Bearer"), (access_token_expires_at, "Refresh before"),
                 (refresh_token_expires_at, "Sign in again after"), (session, "The session"),
                 (access_token, "With tokenDelivery body only"),
                 (refresh_token, "With tokenDelivery body only"),
                 (device_token, "With tokenDelivery body only, where new devices are approved"))

void check_username(const std::optional<std::string>& given, std::vector<fault>& found);
/// Which name it was that another account has; null: it failed for something else.
[[nodiscard]] const error_kind* taken(const pg::query_failure& f);
/// The password policy and the form of a user name.
void check_register(const auth_context& auth, const register_request& body,
                    std::vector<fault>& found);
task<result<registered>> register_user(auth_context& auth, request_context& rc,
                                       register_request body);

}
