#include "http/middleware/credentials.hpp"
#include "http/head.hpp"

namespace nucleus::http {

namespace {

struct offered {
    std::string_view authorization, api_key, cookies;
    bool repeated = false;
};

offered collect(const request& r) {
    offered o;
    for (const auto& h : r.headers) {
        if (h.name.size() == 13 && equals_lower(h.name, "authorization")) {
            o.repeated |= !o.authorization.empty();
            o.authorization = h.value;
        } else if (h.name.size() == 9 && equals_lower(h.name, "x-api-key")) {
            o.repeated |= !o.api_key.empty();
            o.api_key = h.value;
        } else if (h.name.size() == 6 && equals_lower(h.name, "cookie")) {
            o.cookies = h.value;
        }
    }
    return o;
}

std::string_view bearer_token(std::string_view authorization) {
    const auto space = authorization.find(' ');
    if (space == authorization.npos || !equals_lower(authorization.substr(0, space), "bearer"))
        return {};
    return trimmed(authorization.substr(space + 1));
}

}

result<std::optional<credential>> find_credential(const request& r, std::string_view cookie_name) {
    const auto o = collect(r);
    if (o.repeated || (!o.authorization.empty() && !o.api_key.empty()))
        return error{errors::two_credentials};
    using kind = credential::kind;
    if (!o.api_key.empty()) return std::optional<credential>{{kind::api_key, o.api_key}};
    if (const auto token = bearer_token(o.authorization); !token.empty())
        return std::optional<credential>{
            {token.starts_with("nk_") ? kind::api_key : kind::bearer, token}};
    if (o.cookies.empty() || cookie_name.empty()) return std::optional<credential>{};
    const auto token = r.cookie(cookie_name);
    if (token.empty()) return std::optional<credential>{};
    return std::optional<credential>{{kind::cookie, token}};
}

}
