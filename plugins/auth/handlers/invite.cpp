#include "handlers/invite.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "domain/password_policy.hpp"
#include "errors.hpp"
#include "handlers/budgets.hpp"
#include "handlers/given_roles.hpp"
#include "identity/lockout.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/invitation_store.hpp"
#include "store/password_store.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::auth {

namespace {

error broken(std::vector<fault> faults) {
    return {nucleus::errors::validation_failed, {}, std::move(faults)};
}

task<result<void>> add(pg::transaction& tx, const invitation& i, const std::string& hash,
                       const instant& now, const settings& s, mail& m, mailer& out) {
    const bool taken = co_await has_account(tx, i.email);
    if (taken) co_return error{errors::email_taken};
    const auto before = co_await invited_since(tx, i.email, cooling_since(s, now));
    if (before) co_return still_cooling(s, *before, now);
    co_await add_invitation(tx, i, hash, now);
    m.to = i.email;
    co_await out.send(tx, m);
    co_return result<void>{};
}

struct entry {
    account who;
    std::vector<uuid> ended;
};
/// None: somebody else has used it by now.
task<std::optional<entry>> enter(pg::transaction& tx, const invitation& i, const new_account& a,
                                 session& made, const arrival& by) {
    const bool first = co_await accept_invitation(tx, i.id, made.created_at);
    if (!first) co_return std::nullopt;
    co_await add_account(tx, a);
    co_await give_roles(tx, a.id, i.roles);
    const auto failure_keys = failure_keys_of(*by.rules, a.email, a.username);
    auto in = co_await enter_by_mailbox(tx, a.id, a.email, failure_keys, made.created_at);
    entry e{std::move(in.value().who), {}};
    e.ended = co_await admit(tx, made, e.who, by);
    co_return e;
}

task<result<entry>> try_to_enter(request_context& rc, const invitation& i, const new_account& a,
                                 session& made, const arrival& by) {
    const error_kind* refused = nullptr;
    try {
        auto in = co_await pg::transact<&enter>(*rc.database, call_of(rc), i, a, made, by);
        if (!in) co_return error{errors::invalid_token};
        co_return std::move(*in);
    } catch (const pg::query_failure& f) {
        refused = taken(f);
        if (refused == nullptr) throw;
    }
    co_return error{*refused};
}

/// The same rules as for who registers.
std::vector<fault> check(const settings& s, const invitation& i, const invite_acceptance& body) {
    std::vector<fault> found;
    if (body.password)
        found = broken_rules(s.authentication.password_policy, *body.password, i.email,
                             body.username.value_or(""));
    check_username(body.username, found);
    return found;
}

}

task<result<invited>> invite(auth_context& auth, request_context& rc, invite_request body) {
    const auto s = auth.settings.now();
    const auto call = call_of(rc);
    const auto fine = co_await may_give(*rc.database, call, rc.caller->user_id, body.roles);
    if (!fine) co_return fine.error();
    const auto token = crypto::random_token();
    const auto ttl = s->authentication.invite.ttl;
    const invitation i{uuid::v7(),
                       normal_form(body.email),
                       std::move(body.roles),
                       std::move(body.first_name),
                       std::move(body.last_name),
                       rc.now + std::chrono::duration_cast<std::chrono::microseconds>(ttl),
                       rc.caller->user_id};
    const auto hash = token_hash(token.reveal());
    auto m = invitation_mail(token, ttl);
    const auto within = co_await spend_mail(auth, rc, i.email);
    if (!within) co_return within.error();
    const auto added =
        co_await pg::transact<&add>(*rc.database, call_of(rc), i, hash, rc.now, *s, m, *auth.mails);
    if (!added) co_return added.error();
    log::info("authentication.invite", "invited",
              {{"requestId", rc.request_id}, {"invitationId", i.id.text()}});
    co_return invited{i.id, i.expires_at};
}

task<result<login_success>> accept_invite(auth_context& auth, request_context& rc,
                                          invite_acceptance body) {
    const auto s = auth.settings.now();
    const auto hash = token_hash(body.token.reveal());
    const auto call = call_of(rc);
    const auto i = co_await find_invitation(*rc.database, call, hash, rc.now);
    if (!i) co_return error{errors::invalid_token};
    // Whoever has lost the right to give these roles gives them no more.
    const auto fine = co_await may_give(*rc.database, call, i->by, i->roles);
    if (!fine) co_return error{errors::invalid_token};
    auto faults = check(*s, *i, body);
    if (!faults.empty()) co_return broken(std::move(faults));
    new_account a;
    a.most = max_users_of(rc);
    a.id = uuid::v7();
    a.made_at = rc.now;
    a.email = i->email;
    a.email_verified = true;
    if (body.username) a.username = normal_form(*body.username);
    a.first_name = body.first_name ? body.first_name : i->first_name;
    a.last_name = body.last_name ? body.last_name : i->last_name;
    a.role = s->authentication.default_role;
    if (body.password) a.password = co_await auth.hashing->hash(rc.schema, *body.password);
    auto made = new_session(*s, rc, a.id, "invite", false);
    const auto by = arrival_of(auth, rc, s);
    auto in = co_await try_to_enter(rc, *i, a, made, by);
    if (!in) co_return in.error();
    co_await auth.sessions->forget(std::move(in->ended));
    log::info("authentication.invite", "accepted",
              {{"requestId", rc.request_id}, {"userId", a.id.text()}});
    co_return hand_over_tokens(*s, rc, made, in->who, body.token_delivery);
}

}
