#include "handlers/impersonate.hpp"
#include "domain/impersonation.hpp"
#include "errors.hpp"
#include "store/password_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

constexpr std::string_view stopped = "impersonation_stopped";

error refused(std::string why) {
    return {nucleus::errors::validation_failed, {}, {{"/userId", "invalid", std::move(why)}}};
}

/// Tokens go back the way that those of this request came: a browser never sees a raw one.
result<token_delivery> as_it_came(const request_context& rc,
                                  const std::optional<token_delivery>& asked) {
    const auto how = rc.from_cookie ? token_delivery::cookie : token_delivery::body;
    if (asked.value_or(how) == how) return how;
    return error{nucleus::errors::validation_failed,
                 {},
                 {{"/tokenDelivery", "not_allowed",
                   "the new tokens travel as this request's did: in the body, or in cookies"}}};
}

session impersonated(const settings& s, const request_context& rc, const uuid& user_id,
                     const session& behind) {
    auto made = new_session(s, rc, user_id, "impersonation", false);
    made.expires_at = std::min<instant>(
        behind.expires_at, rc.now + std::chrono::duration_cast<std::chrono::microseconds>(
                                        s.authentication.impersonation.max_duration));
    made.impersonator_id = behind.user_id;
    made.impersonator_session_id = behind.id;
    return made;
}

struct started {
    uuid session_id;
    std::optional<std::string> reason;
};
NUCLEUS_DESCRIBE(started, (session_id, "In another's name"), (reason, "Why"))

task<void> start(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                 const session& made, const std::optional<std::string>& reason) {
    co_await add_session(tx, made);
    const std::vector<audited_row> row{{made.user_id, {}, json::to_text(started{made.id, reason})}};
    co_await record(tx, auth, rc, "users", "IMPERSONATE", row);
}

/// The generation of the caller's own session; none: it is over, or this one is by now.
task<std::optional<std::int64_t>> go_back(pg::transaction& tx, const auth_context& auth,
                                          const request_context& rc, const uuid& own) {
    const bool first = co_await revoke(tx, rc.caller->session_id, stopped, rc.now);
    if (!first) co_return std::nullopt;
    const std::vector<audited_row> row{{rc.caller->user_id}};
    co_await record(tx, auth, rc, "users", "IMPERSONATE_STOP", row);
    auto generation = co_await rotate_anew(tx, own, rc.now);
    co_return generation;
}

}

task<result<login_success>> impersonate(auth_context& auth, request_context& rc,
                                        impersonation_request body) {
    const auto s = auth.settings.now();
    const auto& actor = *rc.caller;
    const auto how = as_it_came(rc, body.token_delivery);
    if (!how) co_return how.error();
    if (body.user_id == actor.user_id) co_return refused("is yourself");
    const auto call = call_of(rc);
    const auto who = co_await find_account(*rc.database, call, body.user_id);
    if (!who)
        co_return error{nucleus::errors::not_found,
                        "There is no such account, or it is switched off."};
    if (exceeds(*who, actor))
        co_return error{nucleus::errors::forbidden, "This account may do more than you may."};
    const auto behind = co_await auth.sessions->find(rc, actor.session_id);
    if (!behind) co_return nucleus::errors::unauthenticated;
    const auto made = impersonated(*s, rc, who->id, behind->of);
    co_await pg::transact<&start>(*rc.database, call, auth, rc, made, body.reason);
    log::warn("authentication.impersonation", "somebody acts in another's name",
              {{"requestId", rc.request_id},
               {"userId", who->id.text()},
               {"impersonatorId", actor.user_id.text()},
               {"sessionId", made.id.text()},
               {"reason", body.reason.value_or("")}});
    co_return hand_over_tokens(*s, rc, made, *who, *how);
}

task<result<login_success>> stop_impersonating(auth_context& auth, request_context& rc,
                                               impersonation_end body) {
    const auto s = auth.settings.now();
    const auto how = as_it_came(rc, body.token_delivery);
    if (!how) co_return how.error();
    const auto session_id = rc.caller->session_id;
    const auto here = co_await auth.sessions->find(rc, session_id);
    if (!here) co_return nucleus::errors::unauthenticated;
    if (!here->of.impersonator_session_id) co_return error{errors::not_impersonating};
    const auto own = co_await auth.sessions->find(rc, *here->of.impersonator_session_id);
    if (!own) co_return nucleus::errors::unauthenticated;
    const auto generation =
        co_await pg::transact<&go_back>(*rc.database, call_of(rc), auth, rc, own->of.id);
    if (!generation) co_return nucleus::errors::unauthenticated;
    std::vector<uuid> ended{session_id};
    co_await auth.sessions->forget(std::move(ended));
    log::info("authentication.impersonation", "nobody acts in this name any more",
              {{"requestId", rc.request_id},
               {"userId", here->who.id.text()},
               {"impersonatorId", own->who.id.text()},
               {"sessionId", session_id.text()}});
    auto back = own->of;
    back.generation = *generation;
    back.last_activity_at = rc.now;
    co_return hand_over_tokens(*s, rc, back, own->who, *how);
}

}
