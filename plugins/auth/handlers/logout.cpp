#include "handlers/logout.hpp"
#include "handlers/presented_token.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

constexpr std::string_view reason = "logout";

/// The session that asks: by its access token, else by its refresh token.
task<std::optional<uuid>> session_to_end(const settings& s, request_context& rc,
                                         std::string_view refresh_token) {
    if (rc.caller && rc.caller->as == principal::kind::session) co_return rc.caller->session_id;
    const auto found = co_await find_token_session(s, rc, refresh_token);
    if (!found || found->in.of.revoked_at) co_return std::nullopt;
    co_return found->in.of.id;
}

}

task<result<answered>> logout(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    const auto token = find_refresh_token(*s, rc);
    if (!token) {
        rc.fail(token.error());
        clear_cookies(*s, rc.response);
        co_return answered{};
    }
    auto id = co_await session_to_end(*s, rc, token->text);
    if (id) {
        co_await pg::transact<&revoke>(*rc.database, call_of(rc), *id, reason, rc.now);
        std::vector<uuid> ids{*id};
        co_await auth.sessions->forget(std::move(ids));
        log::info("authentication.logout", "session ended",
                  {{"requestId", rc.request_id}, {"sessionId", id->text()}});
        rc.succeed();
    } else {
        rc.fail(nucleus::errors::unauthenticated);
    }
    clear_cookies(*s, rc.response); // also those that were worth nothing
    co_return answered{};
}

}
