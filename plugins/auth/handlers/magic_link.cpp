#include "handlers/magic_link.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "domain/redirect.hpp"
#include "errors.hpp"
#include "identity/lockout.hpp"
#include "store/account_store.hpp"
#include "store/link_table.hpp"
#include "store/password_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

struct entry {
    account who;
    std::vector<uuid> ended;
    std::optional<std::string> redirect_to;
};

task<std::optional<entry>> enter(pg::transaction& tx, const std::string& hash,
                                 const std::string& failure_keys, session& made,
                                 const arrival& by) {
    co_await lock_user(tx, made.user_id);
    auto used = co_await link_table::magic_links().use(tx, hash, made.created_at);
    if (!used || !used->email) co_return std::nullopt;
    const std::vector<uuid> owner{made.user_id};
    co_await link_table::magic_links().void_all(tx, owner, made.created_at);
    auto in =
        co_await enter_by_mailbox(tx, used->user_id, *used->email, failure_keys, made.created_at);
    if (!in) co_return std::nullopt;
    auto ended = std::move(in->ended);
    const auto beyond = co_await admit(tx, made, in->who, by);
    ended.insert(ended.end(), beyond.begin(), beyond.end());
    co_return entry{std::move(in->who), std::move(ended), std::move(used->redirect_to)};
}

}

task<result<void>> request_magic_link(auth_context& auth, request_context& rc,
                                      magic_link_request body) {
    const auto s = auth.settings.now();
    if (body.redirect_to && !may_redirect(s->authentication.redirect_allow_list, *body.redirect_to))
        co_return error{errors::redirect_not_allowed};
    const auto human = co_await require_captcha(auth, rc, captcha_form::magic_link, body.captcha);
    if (!human) co_return human.error();
    auto accepted = co_await ask_for_mail(auth, rc, mail_requests::kind::magic_link, body.email,
                                          std::move(body.redirect_to));
    co_return accepted;
}

task<result<answered>> enter_by_magic_link(auth_context& auth, request_context& rc,
                                           magic_link_entry body) {
    const auto s = auth.settings.now();
    const auto hash = token_hash(body.token.reveal());
    const auto call = call_of(rc);
    const auto whose = co_await link_table::magic_links().find(*rc.database, call, hash, rc.now);
    if (!whose) co_return error{errors::invalid_token};
    const auto who = co_await find_account(*rc.database, call, *whose);
    if (!who) co_return error{errors::invalid_token};
    if (who->shut_out(rc.now)) co_return error{errors::cohort_expired};
    const auto keys = failure_keys_of(*s, who->email, who->username);
    auto made = new_session(*s, rc, *whose, "magic_link", body.remember_me);
    const auto by = arrival_of(auth, rc, s, body.device_token);
    auto in = co_await pg::transact<&enter>(*rc.database, call_of(rc), hash, keys, made, by);
    if (!in) co_return error{errors::invalid_token};
    co_await auth.sessions->forget(std::move(in->ended));
    log::info("authentication.login", "by a mailed link",
              {{"requestId", rc.request_id}, {"userId", in->who.id.text()}});
    if (made.approval_requested_at) {
        answer_waiting(*s, rc, made, body.token_delivery, std::move(in->redirect_to));
        co_return answered{};
    }
    rc.succeed(magic_link_success{hand_over_tokens(*s, rc, made, in->who, body.token_delivery),
                                  std::move(in->redirect_to)});
    co_return answered{};
}

}
