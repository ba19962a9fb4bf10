// The session that a refresh token belongs to.
#pragma once
#include "identity/settings.hpp"
#include "store/session_store.hpp"
#include <nucleus/http/request_context.hpp>

namespace nucleus::auth {

/// Live or not, and the generation of the token, which is genuine.
struct token_session {
    signed_in in;
    std::int64_t generation = 0;
};
task<std::optional<token_session>> find_token_session(const settings& s, request_context& rc,
                                                      std::string_view token);

}
