// LOGIN: POST /auth/login.
#pragma once
#include "handlers/captcha.hpp"

namespace nucleus::auth {

struct login_request {
    std::optional<std::string> email, username;
    secret_string password;
    bool remember_me = false;
    auth::token_delivery token_delivery = auth::token_delivery::cookie;
    std::optional<secret_string> device_token;
    std::optional<captcha_proof> captcha;
};
NUCLEUS_DESCRIBE(login_request, (email, "E-mail address; or", max_length(255)),
                 (username, "User name", max_length(255)),
                 (password, "The password", max_length(1024)),
                 (remember_me, "Keep the cookies when the browser closes", defaulted),
                 (token_delivery, "body: tokens in the answer, no cookies", defaulted),
                 (device_token, "Of this device, for clients without cookies", max_length(512)),
                 (captcha, "Where captcha.forms has login"))

/// LoginSuccess, or 202 when the device has to be approved.
task<result<answered>> login(auth_context& auth, request_context& rc, login_request body);

}
