#include "handlers/register_user.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "domain/password_policy.hpp"
#include "errors.hpp"
#include "handlers/budgets.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/verification_store.hpp"
#include <nucleus/async/sleep.hpp>
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::auth {

void check_username(const std::optional<std::string>& given, std::vector<fault>& found) {
    if (given && !is_username(normal_form(*given)))
        found.push_back({"/username", "invalid",
                         "must be 3 to 100 letters, digits, '.', '_' or '-', beginning with a "
                         "letter or digit"});
}

const error_kind* taken(const pg::query_failure& f) {
    if (f.sqlstate != "23505") return nullptr;
    if (f.constraint == "users_email_key") return &errors::email_taken;
    return f.constraint == "users_username_key" ? &errors::username_taken : nullptr;
}

void check_register(const auth_context& auth, const register_request& body,
                    std::vector<fault>& found) {
    const auto s = auth.settings.now();
    found = broken_rules(s->authentication.password_policy, body.password, body.email,
                         body.username.value_or(""));
    check_username(body.username, found);
}

namespace {

struct entry {
    account who;
    std::vector<uuid> revoked;
};
task<entry> add(pg::transaction& tx, new_account& a, session& made, instant& now,
                const arrival& by) {
    co_await add_account(tx, a);
    auto who = co_await accept_password(tx, a.id, a.password, "", now);
    entry e{std::move(who.value()), {}};
    e.revoked = co_await admit(tx, made, e.who, by);
    co_return e;
}

/// None when the address or the user name is taken.
task<result<entry>> try_to_add(request_context& rc, new_account& a, session& made,
                               const arrival& by) {
    const error_kind* refused = nullptr;
    try {
        auto added = co_await pg::transact<&add>(*rc.database, call_of(rc), a, made, rc.now, by);
        co_return added;
    } catch (const pg::query_failure& f) {
        refused = taken(f);
        if (refused == nullptr) throw;
    }
    co_return *refused;
}

registered with_session(login_success t) {
    return {std::move(t.user),          false,
            std::move(t.token_type),    t.access_token_expires_at,
            t.refresh_token_expires_at, t.session,
            std::move(t.access_token),  std::move(t.refresh_token),
            std::move(t.device_token)};
}

/// With the mail that confirms the address.
task<void> add_unconfirmed(pg::transaction& tx, const new_account& a, const link_request& link,
                           mail& m, mailer& out) {
    co_await add_account(tx, a);
    const auto to = co_await add_verification(tx, link);
    m.to = to.value().email;
    co_await out.send(tx, m);
}

/// Whether the address is free.
task<bool> try_to_add_unconfirmed(auth_context& auth, request_context& rc, const settings& s,
                                  const new_account& a) {
    const auto token = crypto::random_token();
    const auto ttl = s.authentication.email_verification.ttl;
    const link_request link{a.email, token_hash(token.reveal()), rc.now, ttl, {}};
    auto m = verification_mail(token, ttl);
    try {
        co_await pg::transact<&add_unconfirmed>(*rc.database, call_of(rc), a, link, m, *auth.mails);
        co_return true;
    } catch (const pg::query_failure& f) {
        const auto* why = taken(f);
        if (why == nullptr) throw;
        if (why != &errors::email_taken) throw failure{*why};
    }
    co_return false;
}

/// Answers that say nothing about the address leave at multiples of this after the request, for its
/// time would say it: an account takes longer to make than to find.
constexpr auto answering_step = std::chrono::milliseconds{50};

steady::time_point next_step(steady::time_point begin) {
    const auto steps = (steady::now() - begin) / answering_step;
    return begin + (steps + 1) * answering_step;
}

/// The answer says nothing about the address; its owner is told by mail.
task<result<registered>> register_unconfirmed(auth_context& auth, request_context& rc,
                                              const settings& s, const new_account& a,
                                              secret_string password, steady::time_point begin) {
    if (!auth.requests->has_room(rc.schema)) // whatever the address
        co_return error{nucleus::errors::overloaded};
    if (a.username) { // else it would be told for free addresses only
        const auto call = call_of(rc);
        const bool held = co_await has_username(*rc.database, call, *a.username);
        if (held) co_return error{errors::username_taken};
    }
    const bool added = co_await try_to_add_unconfirmed(auth, rc, s, a);
    if (!added) {
        const auto queued = auth.requests->take(
            {mail_requests::kind::registration, rc.schema, a.email, {}, std::move(password)});
        if (!queued) co_return queued.error();
    }
    log::info("authentication.register", added ? "account made" : "the address has an account",
              {{"requestId", rc.request_id}});
    co_await sleep_until(next_step(begin));
    registered done;
    done.verification_required = true;
    co_return done;
}

}

task<result<registered>> register_user(auth_context& auth, request_context& rc,
                                       register_request body) {
    const auto begin = steady::now();
    const auto human = co_await require_captcha(auth, rc, captcha_form::register_, body.captcha);
    if (!human) co_return human.error();
    const auto s = auth.settings.now();
    new_account a;
    a.id = uuid::v7();
    a.made_at = rc.now;
    a.email = normal_form(body.email);
    if (body.username) a.username = normal_form(*body.username);
    a.first_name = body.first_name;
    a.last_name = body.last_name;
    a.role = s->authentication.default_role;
    a.most = max_users_of(rc);
    if (s->verifies_addresses) { // a mail goes to it in any case
        const auto within = co_await spend_mail(auth, rc, a.email);
        if (!within) co_return within.error();
    }
    a.password = co_await auth.hashing->hash(rc.schema, body.password);
    if (s->verifies_addresses) {
        auto done = co_await register_unconfirmed(auth, rc, *s, a, std::move(body.password), begin);
        co_return done;
    }
    auto made = new_session(*s, rc, a.id, "password", false);
    const auto by = arrival_of(auth, rc, s);
    const auto added = co_await try_to_add(rc, a, made, by);
    if (!added) co_return added.error();
    log::info("authentication.register", "account made",
              {{"requestId", rc.request_id}, {"userId", a.id.text()}});
    co_return with_session(hand_over_tokens(*s, rc, made, added->who, body.token_delivery));
}

}
