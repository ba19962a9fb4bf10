#include "handlers/refresh.hpp"
#include "domain/rotation.hpp"
#include "errors.hpp"
#include "handlers/presented_token.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// Losing a race against oneself is settled by looking again.
constexpr int most_tries = 5;

constexpr std::string_view reason = "refresh_token_reused";

/// A copy is in use: whoever has it, the session ends for both.
task<void> end_family(auth_context& auth, request_context& rc, const session& of) {
    const bool ended =
        co_await pg::transact<&revoke>(*rc.database, call_of(rc), of.id, reason, rc.now);
    std::vector<uuid> ids{of.id};
    co_await auth.sessions->forget(std::move(ids));
    if (ended)
        log::warn("authentication.refresh", "a replaced refresh token was used: session revoked",
                  {{"requestId", rc.request_id},
                   {"sessionId", of.id.text()},
                   {"userId", of.user_id.text()},
                   {"address", rc.client_address}});
}

}

task<result<login_success>> refresh(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    const auto& rules = s->authentication;
    const auto token = find_refresh_token(*s, rc);
    if (!token) co_return token.error();
    for (int tries = 0; tries < most_tries; ++tries) {
        auto found = co_await find_token_session(*s, rc, token->text);
        if (!found || !found->in.who.is_active) break;
        if (found->in.who.shut_out(rc.now)) co_return errors::cohort_expired;
        auto& of = found->in.of;
        if (of.impersonator_id) { // as long as the session behind it lasts
            const auto known = co_await auth.sessions->find(rc, of.id);
            if (!known) break;
            found->in.who = known->who;
        }
        switch (judge(of, found->generation, rc.now, rules.refresh_token.grace_window,
                      rules.sessions.idle_timeout)) {
        case rotation::dead: co_return errors::invalid_refresh_token;
        case rotation::reuse:
            co_await end_family(auth, rc, of);
            co_return errors::invalid_refresh_token;
        case rotation::repeat: co_return hand_over_tokens(*s, rc, of, found->in.who, token->how);
        case rotation::rotate: break;
        }
        const bool rotated =
            co_await rotate(*rc.database, call_of(rc), of.id, of.generation, rc.now);
        if (!rotated) continue;
        if (of.impersonator_session_id) { // whoever acts in another's name is not idle
            const auto& behind = *of.impersonator_session_id;
            co_await pg::transact<&note_activity>(*rc.database, call_of(rc), behind, rc.now);
            std::vector<uuid> ids{behind};
            co_await auth.sessions->forget(std::move(ids));
        }
        ++of.generation;
        of.last_activity_at = rc.now;
        co_return hand_over_tokens(*s, rc, of, found->in.who, token->how);
    }
    co_return errors::invalid_refresh_token;
}

}
