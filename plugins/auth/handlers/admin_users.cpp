#include "handlers/admin_users.hpp"
#include "domain/one_time_token.hpp"
#include "errors.hpp"
#include "identity/lockout.hpp"
#include "identity/offices.hpp"
#include "mails/mails.hpp"
#include "store/admin_store.hpp"
#include "store/api_key_store.hpp"
#include "store/device_store.hpp"
#include "store/guard_store.hpp"
#include "store/link_table.hpp"
#include <nucleus/crypto/random.hpp>

namespace nucleus::auth {

namespace {

const uuid& actor(const admin_action& a) { return a.rc.caller->user_id; }

std::int64_t ended_by(const deed& d) { return static_cast<std::int64_t>(d.ended.size()); }

task<result<deed>> unlock_account(pg::transaction& tx, const admin_action& a, const account& whom) {
    const auto keys = failure_keys_of(*a.auth.settings.now(), whom.email, whom.username);
    const bool changed = co_await unlock(tx, whom.id, keys);
    co_return deed{changed};
}

/// Of an account that is off the link would be of no use.
bool mails_reset(const admin_action& a, const account& whom) {
    return a.auth.mails != nullptr && a.auth.settings.now()->resets_passwords && whom.is_active;
}

task<void> mail_reset(pg::transaction& tx, const admin_action& a, const account& whom) {
    const auto ttl = a.auth.settings.now()->authentication.password_reset.ttl;
    const auto token = crypto::random_token();
    const new_link link{whom.id, token_hash(token.reveal()), {}, {}, a.rc.now, a.rc.now + ttl};
    co_await link_table::password_resets().add(tx, link);
    auto m = reset_mail(token, ttl);
    m.to = whom.email;
    co_await a.auth.mails->send(tx, m);
}

task<result<deed>> force_reset(pg::transaction& tx, const admin_action& a, const account& whom) {
    const bool mails = mails_reset(a, whom);
    if (!mails) { // nothing but a mail would bring them back
        const auto* last = co_await last_in_office(tx, a.rc, whom.id);
        if (last) co_return error{*last};
    }
    co_await take_password(tx, whom.id, actor(a), a.rc.now);
    co_await distrust_all(tx, whom.id, "password_reset", a.rc.now);
    if (mails) co_await mail_reset(tx, a, whom);
    deed d{true};
    d.ended = co_await end_all_access(tx, whom.id, "password_reset", a.rc.now);
    co_return d;
}

task<result<deed>> revoke_sessions(pg::transaction& tx, const admin_action& a,
                                   const account& whom) {
    deed d;
    d.ended = co_await revoke_all(tx, whom.id, std::nullopt, "by_administrator", a.rc.now);
    d.changed = !d.ended.empty();
    co_return d;
}

task<result<deed>> suspend(pg::transaction& tx, const admin_action& a, const account& whom) {
    if (!whom.is_active) co_return deed{};
    const auto* last = co_await last_in_office(tx, a.rc, whom.id);
    if (last) co_return error{*last};
    co_await set_active(tx, whom.id, false, actor(a), a.rc.now);
    deed d{true};
    d.ended = co_await revoke_all(tx, whom.id, std::nullopt, "user_suspended", a.rc.now);
    co_await announce_rights(tx); // keys stay for when the account is back
    d.shuts_out = true;
    co_return d;
}

task<result<deed>> reactivate(pg::transaction& tx, const admin_action& a, const account& whom) {
    if (whom.is_active) co_return deed{};
    co_await set_active(tx, whom.id, true, actor(a), a.rc.now);
    co_return deed{true};
}

}

task<result<void>> admin_unlock(auth_context& auth, request_context& rc) {
    const auto done = co_await act_on_path(auth, rc, "UNLOCK", &unlock_account);
    if (!done) co_return done.error();
    co_return result<void>{};
}

task<result<forced_reset>> admin_force_password_reset(auth_context& auth, request_context& rc) {
    const auto done = co_await act_on_path(auth, rc, "FORCE_PASSWORD_RESET", &force_reset);
    if (!done) co_return done.error();
    co_return forced_reset{ended_by(*done), mails_reset({auth, rc, {}}, *done->whom)};
}

task<result<ended_sessions>> admin_revoke_sessions(auth_context& auth, request_context& rc) {
    const auto done = co_await act_on_path(auth, rc, "REVOKE_SESSIONS", &revoke_sessions);
    if (!done) co_return done.error();
    co_return ended_sessions{ended_by(*done)};
}

task<result<void>> admin_suspend(auth_context& auth, request_context& rc) {
    const auto done = co_await act_on_path(auth, rc, "SUSPEND", &suspend);
    if (!done) co_return done.error();
    co_return result<void>{};
}

task<result<void>> admin_reactivate(auth_context& auth, request_context& rc) {
    const auto done = co_await act_on_path(auth, rc, "REACTIVATE", &reactivate);
    if (!done) co_return done.error();
    co_return result<void>{};
}

}
