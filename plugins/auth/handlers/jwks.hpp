// JWKS: GET /.well-known/jwks.json, the keys that others verify access tokens with (RFC 7517).
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct jwk_set {
    std::vector<raw_json> keys;
};
NUCLEUS_DESCRIBE(jwk_set, (keys, "As RFC 7517 has them; none while algorithm is HS256"))

task<result<answered>> show_keys(auth_context& auth, request_context& rc);

}
