#include "handlers/presented_token.hpp"

namespace nucleus::auth {

result<presented_token> find_refresh_token(const settings& s, const request_context& rc) {
    refresh_request body;
    if (!rc.request.body.empty()) {
        auto read = json::read<refresh_request>(rc.request.body);
        if (!read) return read.error();
        body = std::move(*read);
    }
    // A browser never sees a raw token: what came in a cookie goes back in one.
    const auto how = body.refresh_token ? token_delivery::body : token_delivery::cookie;
    if (body.token_delivery.value_or(how) != how)
        return error{nucleus::errors::validation_failed,
                     {},
                     {{"/tokenDelivery", "not_allowed",
                       "the new tokens travel as refreshToken did: in the body, or in cookies"}}};
    if (body.refresh_token) return presented_token{std::move(*body.refresh_token), how};
    const auto cookie = rc.request.cookie(s.authentication.cookies.refresh_name);
    return presented_token{std::string{cookie}, how};
}

}
