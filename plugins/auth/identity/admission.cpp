#include "identity/admission.hpp"
#include "domain/one_time_token.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/device_store.hpp"
#include <nucleus/services/notices.hpp>

namespace nucleus::auth {

namespace {

/// A device that is not used for longer has to be approved again.
constexpr std::chrono::days trusted_for{180};
/// More sign-ins than these do not wait at once: whoever knows a password could fill the list.
constexpr int most_waiting = 5;

using std::chrono::duration_cast, std::chrono::microseconds;

seen_device seen(const session& s, const uuid& id, const arrival& by, std::string address,
                 instant now) {
    const auto token = make_device_token(by.rules->device, by.tenant, s.user_id, id);
    return {id,  s.user_id,        token_hash(token), s.from.name, std::move(address),
            now, now + trusted_for};
}

/// Whether it is a device that is trusted, the user's first, or one to be approved. Says all of it
/// anew each time: a transaction may be tried again.
task<void> settle_device(pg::transaction& tx, session& made, const arrival& by) {
    const auto& rules = by.rules->authentication;
    const auto now = made.created_at;
    made.expires_at = now + duration_cast<microseconds>(rules.refresh_token.expires_in);
    made.approval_status = "approved";
    made.approval_requested_at.reset();
    made.trusted = true;
    made.device_id = find_device(by.rules->device, by.tenant, made.user_id, by.device_tokens);
    if (made.device_id) {
        const auto known = seen(made, *made.device_id, by, made.from.address, now);
        const bool welcome = co_await greet_device(tx, known);
        if (welcome) co_return;
    }
    const bool another = co_await has_trusted_device(tx, made.user_id, now);
    made.trusted = !another;
    made.device_id = uuid::v7();
    const auto fresh = seen(made, *made.device_id, by, made.from.address, now);
    co_await add_device(tx, fresh, made.id, made.trusted);
    if (made.trusted) co_return;
    made.approval_status = "pending";
    made.approval_requested_at = now;
    made.expires_at =
        now + duration_cast<microseconds>(rules.sessions.new_device_approval.code_ttl);
}

task<void> tell(pg::transaction& tx, const session& waiting, const std::string& email,
                const arrival& by) {
    if (by.mails) {
        auto m = approval_mail(waiting);
        m.to = email;
        co_await by.mails->send(tx, m);
    }
    auto* board = by.services ? by.services->find<notices>() : nullptr;
    if (!board) co_return;
    const notice n{waiting.user_id,
                   "A sign-in waits for your approval",
                   waiting.from.name + ", " + waiting.from.address,
                   "sign_in_approval",
                   "auth",
                   "user_sessions",
                   waiting.id};
    co_await board->post(tx, n);
}

}

task<std::vector<uuid>> admit(pg::transaction& tx, session& made, account& who, const arrival& by) {
    const auto& rules = by.rules->authentication.sessions;
    if (rules.new_device_approval.enabled) co_await settle_device(tx, made, by);
    co_await add_session(tx, made);
    const session_owner owner{made.user_id, made.created_at, rules.idle_timeout};
    if (!made.approval_requested_at) {
        who.last_login_at = made.created_at;
        auto ended = co_await revoke_beyond(tx, owner, rules.max_per_user);
        co_return ended;
    }
    co_await tell(tx, made, who.email, by);
    auto ended = co_await revoke_beyond(tx, owner, most_waiting, made.approval_status);
    co_return ended;
}

task<bool> adopt(pg::transaction& tx, session& of, const arrival& by, const std::string& address,
                 instant now) {
    co_await lock_user(tx, of.user_id);
    const auto device = seen(of, uuid::v7(), by, address, now);
    const bool adopted = co_await adopt_device(tx, device, of.id);
    of.trusted = adopted;
    of.device_id = device.id;
    if (!adopted) of.device_id.reset();
    co_return adopted;
}

}
