#include "handlers/password_reset.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "domain/password_policy.hpp"
#include "errors.hpp"
#include "identity/lockout.hpp"
#include "store/link_table.hpp"
#include "store/password_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

task<std::optional<std::vector<uuid>>> reset(pg::transaction& tx, const password_reset& r,
                                             const std::string& email, mailer& mails) {
    auto done = co_await reset_password(tx, r);
    if (!done) co_return done;
    const mail m{email, "passwordChanged"};
    co_await mails.send(tx, m);
    co_return done;
}

}

task<result<void>> request_reset(auth_context& auth, request_context& rc, address_request body) {
    const auto human =
        co_await require_captcha(auth, rc, captcha_form::password_reset, body.captcha);
    if (!human) co_return human.error();
    auto accepted =
        co_await ask_for_mail(auth, rc, mail_requests::kind::password_reset, std::move(body.email));
    co_return accepted;
}

task<result<void>> confirm_reset(auth_context& auth, request_context& rc,
                                 reset_confirm_request body) {
    const auto s = auth.settings.now();
    password_reset r;
    r.token_hash = token_hash(body.token.reveal());
    r.at = rc.now;
    const auto call = call_of(rc);
    // Looked at first, so that a password that breaks a rule does not cost the link.
    const auto whose =
        co_await link_table::password_resets().find(*rc.database, call, r.token_hash, rc.now);
    if (!whose) co_return error{errors::invalid_token};
    const auto who = co_await find_account(*rc.database, call, *whose);
    if (!who) co_return error{errors::invalid_token};
    r.user_id = who->id;
    auto faults = broken_rules(s->authentication.password_policy, body.new_password, who->email,
                               who->username.value_or(""), "/newPassword");
    if (!faults.empty()) co_return error{nucleus::errors::validation_failed, {}, std::move(faults)};
    r.becomes = co_await auth.hashing->hash(rc.schema, body.new_password);
    r.failure_keys = failure_keys_of(*s, who->email, who->username);
    auto done =
        co_await pg::transact<&reset>(*rc.database, call_of(rc), r, who->email, *auth.mails);
    if (!done) co_return error{errors::invalid_token};
    co_await auth.sessions->forget(std::move(*done));
    log::info("authentication.password", "reset",
              {{"requestId", rc.request_id}, {"userId", who->id.text()}});
    co_return result<void>{};
}

}
