#include "handlers/login.hpp"
#include "domain/identifier.hpp"
#include "errors.hpp"
#include "handlers/budgets.hpp"
#include "identity/lockout.hpp"
#include "store/account_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

result<std::string> identifier_of(const login_request& body) {
    if (body.email.has_value() != body.username.has_value())
        return normal_form(body.email ? *body.email : *body.username);
    return error{nucleus::errors::validation_failed,
                 {},
                 {{"/email", "required", "give either email or username"}}};
}

struct entry {
    std::optional<account> who; ///< none: locked, off or gone since the password was checked
    std::vector<uuid> revoked;
};
task<entry> enter(pg::transaction& tx, session& made, const std::string& checked_hash,
                  std::string& failure_key, instant& now, const arrival& by) {
    entry e;
    e.who = co_await accept_password(tx, made.user_id, checked_hash, failure_key, now);
    if (e.who) e.revoked = co_await admit(tx, made, *e.who, by);
    co_return e;
}

/// Why somebody with the right password may not come in; nothing when the hash is another one now:
/// a sign-in at the same moment may only have hashed the password anew.
task<std::optional<error>> why_not(request_context& rc, std::string_view identifier,
                                   std::string_view key, std::string_view checked_hash) {
    const auto state = co_await find_for_login(*rc.database, call_of(rc), identifier, key);
    if (state.locked_until && *state.locked_until > rc.now)
        co_return locked(*state.locked_until, rc.now);
    if (!state.who) co_return errors::invalid_credentials; // deleted while it was checked
    if (state.who->password != checked_hash) co_return std::nullopt;
    co_return state.who->is_active ? errors::invalid_credentials : errors::account_disabled;
}

/// They are in already: what goes wrong here is for the next sign-in to try again.
task<void> rehash(auth_context& auth, request_context& rc, const uuid& user_id,
                  const std::string& was, const secret_string& password) {
    try {
        const auto fresh = co_await auth.hashing->hash(rc.schema, password);
        co_await replace_hash(*rc.database, call_of(rc), user_id, was, fresh);
    } catch (const std::exception& e) {
        log::info("authentication.login", "the password was not hashed anew",
                  {{"requestId", rc.request_id}, {"reason", e.what()}});
    }
}

/// One attempt to come in; nothing when the password has to be checked once more.
task<std::optional<result<answered>>> try_login(auth_context& auth, request_context& rc,
                                                const std::string& identifier, std::string& key,
                                                const login_request& body) {
    const auto s = auth.settings.now();
    const auto state = co_await find_for_login(*rc.database, call_of(rc), identifier, key);
    if (state.locked_until && *state.locked_until > rc.now)
        co_return locked(*state.locked_until, rc.now);

    const std::string phc = state.who ? state.who->password : "";
    const auto verdict = co_await auth.hashing->verify(rc.schema, phc, body.password);
    if (!state.who || !verdict.matches) {
        const auto id = state.who ? std::optional{state.who->id} : std::nullopt;
        auto refused = co_await count_refusal(*s, rc, key, id, errors::invalid_credentials);
        co_return std::move(refused);
    }

    if (s->verifies_addresses && !state.who->email_verified) // told to nobody without the password
        co_return errors::email_not_verified;
    if (state.who->shut_out(rc.now)) co_return errors::cohort_expired;

    auto made = new_session(*s, rc, state.who->id, "password", body.remember_me);
    const auto by = arrival_of(auth, rc, s, body.device_token);
    auto entered =
        co_await pg::transact<&enter>(*rc.database, call_of(rc), made, phc, key, rc.now, by);
    if (!entered.who) {
        auto why = co_await why_not(rc, identifier, key, phc);
        if (!why) co_return std::nullopt;
        co_return *why;
    }
    co_await auth.sessions->forget(std::move(entered.revoked));
    if (verdict.needs_rehash) co_await rehash(auth, rc, made.user_id, phc, body.password);
    if (made.approval_requested_at)
        answer_waiting(*s, rc, made, body.token_delivery);
    else
        rc.succeed(hand_over_tokens(*s, rc, made, *entered.who, body.token_delivery));
    co_return answered{};
}

}

task<result<answered>> login(auth_context& auth, request_context& rc, login_request body) {
    const auto identifier = identifier_of(body);
    if (!identifier) co_return identifier.error();
    const auto human = co_await require_captcha(auth, rc, captcha_form::login, body.captcha);
    if (!human) co_return human.error();
    const auto within = co_await spend_attempt(auth, rc, *identifier);
    if (!within) co_return within.error();
    const auto s = auth.settings.now();
    auto key = failure_key_of(*s, *identifier);
    for (int attempts = 0; attempts < 3; ++attempts) {
        auto done = co_await try_login(auth, rc, *identifier, key, body);
        if (done) co_return std::move(*done);
    }
    co_return errors::invalid_credentials;
}

}
