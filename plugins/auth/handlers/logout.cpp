#include "handlers/logout.hpp"
#include "handlers/presented_token.hpp"
#include <algorithm>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

constexpr std::string_view reason = "logout";

/// The session that asks, and the one whose refresh token came with it: mostly they are the same.
/// Of an impersonated one that behind it, too: nothing in the browser leads back to it.
task<std::vector<uuid>> sessions_to_end(auth_context& auth, const settings& s, request_context& rc,
                                        std::string_view refresh_token) {
    std::vector<uuid> ids;
    if (rc.caller && rc.caller->as == principal::kind::session) {
        ids.push_back(rc.caller->session_id);
        if (rc.caller->impersonator_id) {
            const auto known = co_await auth.sessions->find(rc, rc.caller->session_id);
            if (known) ids.push_back(*known->of.impersonator_session_id);
        }
    }
    const auto found = co_await find_token_session(s, rc, refresh_token);
    if (found && !found->in.of.revoked_at) {
        ids.push_back(found->in.of.id);
        if (const auto behind = found->in.of.impersonator_session_id) ids.push_back(*behind);
    }
    std::ranges::sort(ids); // in one order, or two that end the same ones wait for each other
    const auto again = std::ranges::unique(ids);
    ids.erase(again.begin(), again.end());
    co_return ids;
}

task<void> end_all(pg::transaction& tx, const std::vector<uuid>& ids, instant& now) {
    for (const auto& id : ids) co_await revoke(tx, id, reason, now);
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
    auto ids = co_await sessions_to_end(auth, *s, rc, token->text);
    if (!ids.empty()) {
        co_await pg::transact<&end_all>(*rc.database, call_of(rc), ids, rc.now);
        for (const auto& id : ids)
            log::info("authentication.logout", "session ended",
                      {{"requestId", rc.request_id}, {"sessionId", id.text()}});
        co_await auth.sessions->forget(std::move(ids));
        rc.succeed();
    } else {
        rc.fail(nucleus::errors::unauthenticated);
    }
    clear_cookies(*s, rc.response); // also those that were worth nothing
    co_return answered{};
}

}
