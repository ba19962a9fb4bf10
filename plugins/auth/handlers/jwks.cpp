#include "handlers/jwks.hpp"

namespace nucleus::auth {

task<result<answered>> show_keys(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    jwk_set set;
    if (auto key = s->signer->public_jwk(); !key.empty()) set.keys.push_back({std::move(key)});
    rc.response.set("Cache-Control", "public, max-age=300");
    rc.response.body = json::to_text(set);
    co_return answered{};
}

}
