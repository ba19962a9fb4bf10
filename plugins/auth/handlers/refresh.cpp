#include "handlers/refresh.hpp"
#include "domain/approval.hpp"
#include "domain/rotation.hpp"
#include "errors.hpp"
#include "handlers/presented_token.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// Losing a race against oneself is settled by looking again.
constexpr int most_tries = 5;

constexpr std::string_view reason = "refresh_token_reused";

task<bool> end_recorded(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                        const session& of) {
    const bool ended = co_await revoke(tx, of.id, reason, rc.now);
    if (!ended) co_return false;
    const std::vector<audited_row> row{
        {of.user_id, {}, R"({"sessionId":")" + of.id.text() + "\"}"}};
    co_await record(tx, auth, rc, "users", "REFRESH_REUSED", row);
    co_return true;
}

/// A copy is in use: whoever has it, the session ends for both.
task<void> end_family(auth_context& auth, request_context& rc, const session& of) {
    const bool ended =
        co_await pg::transact<&end_recorded>(*rc.database, call_of(rc), auth, rc, of);
    std::vector<uuid> ids{of.id};
    co_await auth.sessions->forget(std::move(ids));
    if (ended)
        log::warn("authentication.refresh", "a replaced refresh token was used: session revoked",
                  {{"requestId", rc.request_id},
                   {"sessionId", of.id.text()},
                   {"userId", of.user_id.text()},
                   {"address", rc.client_address}});
}

/// Why a sign-in on a new device gets no tokens yet, or none at all.
const error_kind* why_not_yet(const session& of, instant now) {
    if (!of.approval_requested_at) return nullptr;
    switch (approval_of(of, now)) {
    case approval::rejected: return &errors::session_rejected;
    case approval::expired: return &errors::session_approval_expired;
    case approval::pending: return &errors::session_pending_approval;
    case approval::approved: break;
    }
    return nullptr;
}

/// The session behind an impersonated one that was stopped a moment ago. Whoever missed the answer
/// of ADMIN_IMPERSONATE_STOP has no other token to come back with.
task<std::optional<signed_in>> find_behind(const settings& s, request_context& rc,
                                           const token_session& stopped) {
    const auto& rules = s.authentication;
    const auto& lent = stopped.in.of;
    if (!lent.impersonator_session_id || !lent.revoked_at) co_return std::nullopt;
    const auto call = call_of(rc);
    auto own = co_await find_session(*rc.database, call, *lent.impersonator_session_id);
    if (!own || !own->who.is_active || own->who.shut_out(rc.now) ||
        !is_live(own->of, rc.now, rules.sessions.idle_timeout) ||
        !leads_back(lent, stopped.generation, own->of, rc.now, rules.refresh_token.grace_window))
        co_return std::nullopt;
    co_return own;
}

/// Tokens for the generation in force; a session from before new devices had to be approved gets
/// its device first.
task<login_success> hand_over(auth_context& auth, request_context& rc,
                              const std::shared_ptr<const settings>& s, signed_in& in,
                              token_delivery how) {
    const auto& approval = s->authentication.sessions.new_device_approval;
    if (approval.enabled && !in.of.device_id && !in.of.impersonator_id) {
        const auto by = arrival_of(auth, rc, s);
        const bool adopted = co_await pg::transact<&adopt>(*rc.database, call_of(rc), in.of, by,
                                                           rc.client_address, rc.now);
        if (adopted) {
            std::vector<uuid> changed{in.of.id};
            co_await auth.sessions->forget(std::move(changed));
        }
    }
    co_return hand_over_tokens(*s, rc, in.of, in.who, how);
}

}

task<result<login_success>> refresh(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    const auto& rules = s->authentication;
    const auto token = find_refresh_token(*s, rc);
    if (!token) co_return token.error();
    for (int tries = 0; tries < most_tries; ++tries) {
        auto found = co_await find_token_session(*s, rc, token->text);
        if (!found) break;
        const auto own = co_await find_behind(*s, rc, *found);
        if (own) co_return hand_over_tokens(*s, rc, own->of, own->who, token->how);
        if (!found->in.who.is_active) break;
        if (found->in.who.shut_out(rc.now)) co_return errors::cohort_expired;
        auto& of = found->in.of;
        if (const auto* why = why_not_yet(of, rc.now)) co_return error{*why};
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
        case rotation::repeat: {
            auto same = co_await hand_over(auth, rc, s, found->in, token->how);
            co_return same;
        }
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
        auto next = co_await hand_over(auth, rc, s, found->in, token->how);
        co_return next;
    }
    co_return errors::invalid_refresh_token;
}

}
