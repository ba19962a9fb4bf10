#include "handlers/register_user.hpp"
#include "domain/identifier.hpp"
#include "domain/password_policy.hpp"
#include "errors.hpp"
#include "store/account_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

void check_register(const auth_context& auth, const register_request& body,
                    std::vector<fault>& found) {
    const auto s = auth.settings.now();
    found = broken_rules(s->authentication.password_policy, body.password, body.email,
                         body.username.value_or(""));
    if (body.username && !is_username(normal_form(*body.username)))
        found.push_back({"/username", "invalid",
                         "must be 3 to 100 letters, digits, '.', '_' or '-', beginning with a "
                         "letter or digit"});
}

namespace {

struct entry {
    account who;
    std::vector<uuid> revoked;
};
task<entry> add(pg::transaction& tx, new_account& a, session& made, instant& now, int& most) {
    co_await add_account(tx, a);
    auto who = co_await note_login(tx, a.id, a.password, "", now);
    entry e;
    e.revoked = co_await add_session(tx, made, most);
    e.who = std::move(who.value());
    co_return e;
}

const error_kind* taken(const pg::query_failure& f) {
    if (f.sqlstate != "23505") return nullptr;
    if (f.constraint == "users_email_key") return &errors::email_taken;
    return f.constraint == "users_username_key" ? &errors::username_taken : nullptr;
}

/// None when the address or the user name is taken.
task<result<entry>> try_to_add(request_context& rc, new_account& a, session& made, int most) {
    const error_kind* refused = nullptr;
    try {
        auto added = co_await pg::transact<&add>(*rc.database, call_of(rc), a, made, rc.now, most);
        co_return added;
    } catch (const pg::query_failure& f) {
        refused = taken(f);
        if (refused == nullptr) throw;
    }
    co_return *refused;
}

}

task<result<registered>> register_user(auth_context& auth, request_context& rc,
                                       register_request body) {
    const auto s = auth.settings.now();
    new_account a;
    a.id = uuid::v7();
    a.made_at = rc.now;
    a.email = normal_form(body.email);
    if (body.username) a.username = normal_form(*body.username);
    a.first_name = body.first_name;
    a.last_name = body.last_name;
    a.role = s->authentication.default_role;
    a.password = co_await auth.passwords->hash(body.password);
    auto made = new_session(*s, rc, a.id, "password", false);
    const auto added = co_await try_to_add(rc, a, made, s->authentication.sessions.max_per_user);
    if (!added) co_return added.error();
    log::info("authentication.register", "account made",
              {{"requestId", rc.request_id}, {"userId", a.id.text()}});
    auto done = hand_over_tokens(*s, rc, made, added->who, body.token_delivery);
    co_return registered{std::move(done), false};
}

}
