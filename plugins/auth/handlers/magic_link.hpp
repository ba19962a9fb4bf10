// MAGIC_LINK, MAGIC_LINK_VERIFY: POST /auth/magic-link, /auth/magic-link/verify.
#pragma once
#include "handlers/password_reset.hpp"

namespace nucleus::auth {

struct magic_link_request {
    std::string email;
    std::optional<std::string> redirect_to;
    std::optional<captcha_proof> captcha;
};
NUCLEUS_DESCRIBE(magic_link_request,
                 (email, "E-mail address", trimmed, format::email, max_length(254)),
                 (redirect_to, "Where to go then: one of redirectAllowList", max_length(2000)),
                 (captcha, "Where captcha.forms has magicLink"))

struct magic_link_entry {
    secret_string token;
    bool remember_me = false;
    auth::token_delivery token_delivery = auth::token_delivery::cookie;
    std::optional<secret_string> device_token;
};
NUCLEUS_DESCRIBE(magic_link_entry, (token, "Of the link in the mail", max_length(200)),
                 (remember_me, "Keep the cookies when the browser closes", defaulted),
                 (token_delivery, "body: tokens in the answer, no cookies", defaulted),
                 (device_token, "Of this device, for clients without cookies", max_length(512)))

struct magic_link_success : login_success {
    std::optional<std::string> redirect_to;
};
NUCLEUS_DESCRIBE(magic_link_success, (user, "Who signed in"), (token_type, "Bearer"),
                 (access_token_expires_at, "Refresh before"),
                 (refresh_token_expires_at, "Sign in again after"), (session, "The session"),
                 (access_token, "With tokenDelivery body only"),
                 (refresh_token, "With tokenDelivery body only"),
                 (device_token, "With tokenDelivery body only, where new devices are approved"),
                 (redirect_to, "As it was asked for"))

/// Accepted, whether or not there is such an account.
task<result<void>> request_magic_link(auth_context& auth, request_context& rc,
                                      magic_link_request body);
/// magic_link_success, or 202 when the device has to be approved.
task<result<answered>> enter_by_magic_link(auth_context& auth, request_context& rc,
                                           magic_link_entry body);

}
