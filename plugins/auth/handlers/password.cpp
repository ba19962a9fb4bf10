#include "handlers/password.hpp"
#include "domain/identifier.hpp"
#include "domain/password_policy.hpp"
#include "errors.hpp"
#include "handlers/current_password.hpp"
#include "store/password_store.hpp"
#include <nucleus/crypto/digest.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

error refused(std::vector<fault> faults) {
    return {nucleus::errors::validation_failed, {}, std::move(faults)};
}

/// All that is wrong with it at once.
std::vector<fault> check_new(const settings& s, const account& who, const secret_string& fresh) {
    return broken_rules(s.authentication.password_policy, fresh, who.email,
                        who.username.value_or(""), "/newPassword");
}

/// The owner is told, in case it was somebody else.
task<std::optional<std::vector<uuid>>> change(pg::transaction& tx, const password_change& p,
                                              const std::string& email, mailer*& mails) {
    auto done = co_await change_password(tx, p);
    if (done && mails) {
        const mail m{email, "passwordChanged"};
        co_await mails->send(tx, m);
    }
    co_return done;
}

task<result<void>> put_in_force(auth_context& auth, request_context& rc, const account& who,
                                const password_change& p) {
    auto* mails = auth.mails;
    auto done = co_await pg::transact<&change>(*rc.database, call_of(rc), p, who.email, mails);
    if (!done) co_return error{p.was.empty() ? errors::password_exists : errors::wrong_password};
    co_await auth.sessions->forget(std::move(*done));
    log::info("authentication.password", "changed",
              {{"requestId", rc.request_id}, {"userId", who.id.text()}});
    co_return result<void>{};
}

}

task<result<void>> change_password(auth_context& auth, request_context& rc,
                                   password_change_request body) {
    const auto s = auth.settings.now();
    const auto who = co_await own_account(rc);
    if (!who) co_return who.error();
    auto faults = check_new(*s, *who, body.new_password);
    if (body.confirm_password &&
        !crypto::equal(body.confirm_password->reveal(), body.new_password.reveal()))
        faults.push_back({"/confirmPassword", "different", "must be the new password once more"});
    if (crypto::equal(body.current_password.reveal(), body.new_password.reveal()))
        faults.push_back({"/newPassword", "unchanged", "must not be the current password"});
    if (!faults.empty()) co_return refused(std::move(faults));
    const auto known = co_await check_current(auth, rc, *s, *who, body.current_password);
    if (!known) co_return known.error();
    password_change p{who->id, who->password, {}, body.revoke_other_sessions, {}, rc.now};
    p.becomes = co_await auth.hashing->hash(rc.schema, body.new_password);
    p.kept = rc.caller->session_id;
    auto done = co_await put_in_force(auth, rc, *who, p);
    co_return done;
}

task<result<void>> set_password(auth_context& auth, request_context& rc,
                                password_set_request body) {
    const auto s = auth.settings.now();
    const auto who = co_await own_account(rc);
    if (!who) co_return who.error();
    if (!who->password.empty()) co_return error{errors::password_exists};
    auto faults = check_new(*s, *who, body.new_password);
    if (!faults.empty()) co_return refused(std::move(faults));
    password_change p{who->id, {}, {}, false, {}, rc.now};
    p.becomes = co_await auth.hashing->hash(rc.schema, body.new_password);
    auto done = co_await put_in_force(auth, rc, *who, p);
    co_return done;
}

}
