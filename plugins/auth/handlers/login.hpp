// LOGIN: POST /auth/login.
#pragma once
#include "handlers/captcha.hpp"

namespace nucleus::auth {

struct login_request {
    std::optional<std::string> email, username;
    secret_string password;
    bool remember_me = false;
    auth::token_delivery token_delivery = auth::token_delivery::cookie;
    std::optional<captcha_proof> captcha;
};
NUCLEUS_DESCRIBE(login_request, (email, "E-mail address; or", max_length(255)),
                 (username, "User name", max_length(255)),
                 (password, "The password", max_length(1024)),
                 (remember_me, "Keep the cookies when the browser closes", defaulted),
                 (token_delivery, "body: tokens in the answer, no cookies", defaulted),
                 (captcha, "Where captcha.forms has login"))

task<result<login_success>> login(auth_context& auth, request_context& rc, login_request body);

}
