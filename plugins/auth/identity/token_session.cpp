#include "identity/token_session.hpp"
#include "domain/refresh_token.hpp"

namespace nucleus::auth {

task<std::optional<token_session>> find_token_session(const settings& s, request_context& rc,
                                                      std::string_view text) {
    const auto token = parse_refresh_token(text);
    if (!token) co_return std::nullopt;
    const pg::call call{rc.schema, rc.deadline};
    auto in = co_await find_session(*rc.database, call, token->session_id);
    if (!in) co_return std::nullopt;
    const auto& seed = in->of.seed;
    const bool genuine = is_genuine(*token, s.refresh_key, rc.tenant, seed) ||
                         (!s.previous_refresh_key.empty() &&
                          is_genuine(*token, s.previous_refresh_key, rc.tenant, seed));
    if (!genuine) co_return std::nullopt;
    co_return token_session{std::move(*in), token->generation};
}

}
