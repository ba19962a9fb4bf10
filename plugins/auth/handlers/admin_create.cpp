#include "handlers/admin_create.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "domain/password_policy.hpp"
#include "handlers/admin_action.hpp"
#include "handlers/budgets.hpp"
#include "handlers/given_roles.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/admin_store.hpp"
#include "store/invitation_store.hpp"
#include "store/link_table.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::auth {

namespace {

struct creation {
    auth_context& auth;
    request_context& rc;
    new_account made{};
    std::vector<std::string> roles{};
    bool invites = false;
};

task<void> mail_link(pg::transaction& tx, const creation& c) {
    const auto ttl = c.auth.settings.now()->authentication.invite.ttl;
    const auto token = crypto::random_token();
    const new_link link{c.made.id, token_hash(token.reveal()), {}, {}, c.rc.now, c.rc.now + ttl};
    co_await link_table::password_resets().add(tx, link);
    auto m = welcome_mail(token, ttl);
    m.to = c.made.email;
    co_await c.auth.mails->send(tx, m);
}

task<account> add(pg::transaction& tx, const creation& c) {
    co_await add_account(tx, c.made);
    co_await give_roles(tx, c.made.id, c.roles);
    if (c.invites) co_await mail_link(tx, c);
    auto who = co_await account_of(tx, c.made.id);
    const std::vector<audited_row> row{{c.made.id, std::nullopt, json::to_text(shown(*who))}};
    co_await note_users(tx, c.auth, c.rc, "CREATE", row);
    co_return std::move(*who);
}

task<result<account>> try_to_add(const creation& c) {
    const error_kind* refused = nullptr;
    try {
        auto added = co_await pg::transact<&add>(*c.rc.database, call_of(c.rc), c);
        co_return added;
    } catch (const pg::query_failure& f) {
        refused = taken(f);
        if (refused == nullptr) throw;
    }
    co_return error{*refused};
}

}

void check_create_user(const auth_context& auth, const create_user_request& body,
                       std::vector<fault>& found) {
    const auto s = auth.settings.now();
    if (body.password)
        found = broken_rules(s->authentication.password_policy, *body.password, body.email,
                             body.username.value_or(""));
    check_username(body.username, found);
    if (body.send_invite && !s->resets_passwords)
        found.push_back({"/sendInvite", "no_mail",
                         "needs mails (the section email), and authentication.passwordReset"});
}

task<result<user>> create_user(auth_context& auth, request_context& rc, create_user_request body) {
    const auto s = auth.settings.now();
    const auto fine = co_await may_give(*rc.database, call_of(rc), rc.caller->user_id, body.roles);
    if (!fine) co_return fine.error();
    creation c{auth, rc};
    c.made.id = uuid::v7();
    c.made.made_at = rc.now;
    c.made.most = max_users_of(rc);
    c.made.by = rc.caller->user_id;
    c.made.email = normal_form(body.email);
    c.made.email_verified = !body.send_invite;
    if (body.username) c.made.username = normal_form(*body.username);
    if (body.profile) {
        c.made.first_name = body.profile->first_name;
        c.made.last_name = body.profile->last_name;
    }
    c.made.role = s->authentication.default_role;
    c.roles = std::move(body.roles);
    c.invites = body.send_invite;
    if (c.invites) {
        const auto within = co_await spend_mail(auth, rc, c.made.email);
        if (!within) co_return within.error();
    }
    if (body.password) c.made.password = co_await auth.hashing->hash(rc.schema, *body.password);
    const auto made = co_await try_to_add(c);
    if (!made) co_return made.error();
    log::info("authentication.admin", "account made",
              {{"requestId", rc.request_id},
               {"userId", made->id.text()},
               {"by", rc.caller->user_id.text()}});
    co_return shown(*made);
}

}
