#include "handlers/email_change.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "errors.hpp"
#include "handlers/budgets.hpp"
#include "handlers/current_password.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/link_table.hpp"
#include "store/password_store.hpp"
#include "store/session_store.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// One mail to each of the two since then. The owner of a taken address gets none: they have
/// nothing to do with it. All else is done for it as well, or it would tell which ones are free.
task<void> mail_both(pg::transaction& tx, const new_link& link, const std::string& old_email,
                     const instant& since, mail& m, mailer& out) {
    const auto& links = link_table::email_changes();
    co_await lock_user(tx, link.user_id);
    const bool repeated = co_await links.sent_since(tx, link.user_id, since, *link.email);
    if (repeated) co_return;
    const bool told = co_await links.sent_since(tx, link.user_id, since);
    co_await links.add(tx, link);
    if (!told) {
        const mail notice{old_email, "emailChangeNotice"};
        co_await out.send(tx, notice);
    }
    const bool taken = co_await has_account(tx, *link.email);
    if (taken) co_return; // nobody ever learns what its link carries
    m.to = *link.email;
    co_await out.send(tx, m);
}

/// Sessions that are open show another address from now on. Links to the old one are void.
task<std::optional<std::vector<uuid>>> change(pg::transaction& tx, const uuid& user_id,
                                              const std::string& hash, const instant& now) {
    co_await lock_user(tx, user_id);
    const auto used = co_await link_table::email_changes().use(tx, hash, now);
    if (!used || !used->email) co_return std::nullopt;
    const bool changed = co_await change_email(tx, user_id, *used->email, now);
    if (!changed) co_return std::nullopt;
    co_await link_table::void_every(tx, user_id, now);
    auto open = co_await refresh_all(tx, user_id);
    co_return open;
}

task<result<std::vector<uuid>>> try_to_change(request_context& rc, const uuid& user_id,
                                              const std::string& hash) {
    try {
        auto open =
            co_await pg::transact<&change>(*rc.database, call_of(rc), user_id, hash, rc.now);
        if (!open) co_return error{errors::invalid_token};
        co_return std::move(*open);
    } catch (const pg::query_failure& f) {
        if (f.sqlstate != "23505") throw;
    }
    co_return error{errors::email_taken}; // since the link was mailed
}

}

task<result<void>> request_email_change(auth_context& auth, request_context& rc,
                                        email_change_request body) {
    const auto s = auth.settings.now();
    const auto who = co_await own_account(rc);
    if (!who) co_return who.error();
    const auto known = co_await check_current(auth, rc, *s, *who, body.password);
    if (!known) co_return known.error();
    const auto fresh = normal_form(body.new_email);
    if (fresh == normal_form(who->email))
        co_return error{nucleus::errors::validation_failed,
                        {},
                        {{"/newEmail", "unchanged", "is the address that the account has"}}};
    const auto within = co_await spend_mail(auth, rc, fresh);
    if (!within) co_return within.error();
    const auto token = crypto::random_token();
    const auto ttl = s->authentication.email_change.ttl;
    const auto until = rc.now + std::chrono::duration_cast<std::chrono::microseconds>(ttl);
    const new_link link{who->id, token_hash(token.reveal()), fresh, {}, rc.now, until};
    auto m = email_change_mail(token, ttl);
    const auto since = cooling_since(*s, rc.now);
    co_await pg::transact<&mail_both>(*rc.database, call_of(rc), link, who->email, since, m,
                                      *auth.mails);
    co_return result<void>{};
}

task<result<void>> confirm_email_change(auth_context& auth, request_context& rc,
                                        verify_request body) {
    const auto hash = token_hash(body.token.reveal());
    const auto call = call_of(rc);
    const auto whose = co_await link_table::email_changes().find(*rc.database, call, hash, rc.now);
    if (!whose) co_return error{errors::invalid_token};
    auto open = co_await try_to_change(rc, *whose, hash);
    if (!open) co_return open.error();
    co_await auth.sessions->forget(std::move(*open));
    log::info("authentication.email", "changed",
              {{"requestId", rc.request_id}, {"userId", whose->text()}});
    co_return result<void>{};
}

}
