#include "handlers/admin_action.hpp"
#include "domain/authority.hpp"
#include "store/account_store.hpp"
#include "store/admin_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

task<result<deed>> within(pg::transaction& tx, const admin_action& a, act_function f) {
    auto whom = co_await reach_account(tx, a.rc, a.id);
    if (!whom) co_return whom.error();
    auto done = co_await f(tx, a, *whom);
    if (!done) co_return done.error();
    done->whom = std::move(*whom);
    if (!done->changed) co_return done;
    const std::vector<audited_row> row{{a.id}};
    co_await note_users(tx, a.auth, a.rc, a.operation, row);
    co_return done;
}

}

task<std::optional<account>> deciding(pg::transaction& tx, const request_context& rc) {
    const auto& who = *rc.caller;
    auto now = co_await account_of(tx, who.user_id);
    if (now && who.as == principal::kind::api_key) now = as_account(who);
    co_return now;
}

task<result<account>> reach_account(pg::transaction& tx, const request_context& rc,
                                    const uuid& id) {
    co_await lock_user(tx, id);
    auto whom = co_await account_of(tx, id);
    if (!whom) co_return error{nucleus::errors::not_found};
    const auto by = co_await deciding(tx, rc);
    if (!by || !outranks(*by, whom->may, whom->is_god))
        co_return error{nucleus::errors::forbidden, "This account may do more than yours."};
    co_return std::move(*whom);
}

task<result<deed>> act(admin_action a, act_function f) {
    auto done = co_await pg::transact<&within>(*a.rc.database, call_of(a.rc), a, f);
    if (!done) co_return done.error();
    if (done->shuts_out)
        co_await a.auth.sessions->forget_everybody(a.rc.schema);
    else
        co_await a.auth.sessions->forget(done->ended);
    log::info("authentication.admin", done->changed ? "done" : "it was so already",
              {{"requestId", a.rc.request_id},
               {"operation", a.operation},
               {"userId", a.id.text()},
               {"by", a.rc.caller->user_id.text()}});
    co_return done;
}

task<result<deed>> act_on_path(auth_context& auth, request_context& rc, std::string_view operation,
                               act_function f) {
    const auto id = rc.path_id("userId");
    if (!id) co_return id.error();
    const admin_action a{auth, rc, operation, *id};
    auto done = co_await act(a, f);
    co_return done;
}

std::vector<referring_column> columns_of_users(const auth_context& auth) {
    const auto* declared = auth.services->find<entity_references>();
    return declared ? declared->to("users") : std::vector<referring_column>{};
}

task<void> note_users(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                      std::string_view operation, const std::vector<audited_row>& users) {
    co_await record(tx, auth, rc, "users", operation, users);
}

}
