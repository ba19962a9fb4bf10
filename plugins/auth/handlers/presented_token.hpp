// The refresh token that a client presents.
#pragma once
#include "handlers/auth_context.hpp"
#include "identity/token_session.hpp"

namespace nucleus::auth {

struct refresh_request {
    std::optional<std::string> refresh_token;
    std::optional<auth::token_delivery> token_delivery;
};
NUCLEUS_DESCRIBE(refresh_request, (refresh_token, "For clients without cookies", max_length(512)),
                 (token_delivery, "body with refreshToken, else cookie"))

struct presented_token {
    std::string text; ///< empty: none
    token_delivery how = token_delivery::cookie;
};
/// From the body, if there is one that has it, else from the cookie. An error when there is a body
/// that is not right.
[[nodiscard]] result<presented_token> find_refresh_token(const settings& s,
                                                         const request_context& rc);

}
