#include "handlers/admin_delete.hpp"
#include "handlers/admin_action.hpp"
#include "identity/answers.hpp"
#include "identity/lockout.hpp"
#include "identity/offices.hpp"
#include "store/account_store.hpp"
#include "store/admin_store.hpp"
#include "store/guard_store.hpp"
#include "store/reference_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

struct removal {
    auth_context& auth;
    request_context& rc;
    uuid id;
};

error held_by(std::vector<fault> tables) {
    return {nucleus::errors::referenced, "Rows of the tables in errors refer to this user.",
            std::move(tables)};
}

/// What does not let the user go.
task<std::vector<fault>> blockers(pg::transaction& tx, const removal& r) {
    const auto references = co_await find_user_references(tx, columns_of_users(r.auth));
    std::vector<fault> found;
    for (const auto& by : references) {
        if (!by.keeps_user) continue;
        const auto rows = co_await count_references(tx, by, r.id);
        if (rows > 0)
            found.push_back({by.table, "still_referenced",
                             std::to_string(rows) + " by the column " + by.column});
    }
    co_return found;
}

task<result<void>> within(pg::transaction& tx, const removal& r) {
    co_await lock_user(tx, r.id);
    const auto whom = co_await any_account_of(tx, r.id);
    if (!whom) co_return error{nucleus::errors::not_found};
    if (whom->is_god)
        co_return error{nucleus::errors::forbidden,
                        "A godmin is not deleted: suspend the account."};
    const auto* last = co_await last_in_office(tx, r.rc, r.id);
    if (last) co_return error{*last};
    auto held = co_await blockers(tx, r);
    if (!held.empty()) co_return held_by(std::move(held));
    const auto s = r.auth.settings.now();
    const std::vector<audited_row> row{{r.id, json::to_text(shown(*whom))}};
    co_await note_users(tx, r.auth, r.rc, "HARD_DELETE", row);
    co_await end_all_access(tx, r.id, "user_deleted", r.rc.now);
    co_await remove_user(tx, r.id, failure_keys_of(*s, whom->email, whom->username));
    co_await announce_rights(tx);
    co_return result<void>{};
}

/// A table that refers to what would go with the user shows only when it is tried.
task<result<void>> try_to_remove(const removal& r) {
    std::string table;
    try {
        auto done = co_await pg::transact<&within>(*r.rc.database, call_of(r.rc), r);
        co_return done;
    } catch (const pg::query_failure& f) {
        if (f.sqlstate != "23503") throw;
        table = f.table;
    }
    std::vector<fault> held{{std::move(table), "still_referenced",
                             "rows refer to what would be deleted with the user"}};
    co_return held_by(std::move(held));
}

}

task<result<void>> hard_delete(auth_context& auth, request_context& rc) {
    const auto id = rc.path_id("userId");
    if (!id) co_return id.error();
    if (*id == rc.caller->user_id)
        co_return error{nucleus::errors::forbidden, "Nobody deletes their own account here."};
    const removal r{auth, rc, *id};
    const auto done = co_await try_to_remove(r);
    if (!done) co_return done.error();
    co_await auth.sessions->forget_everybody(rc.schema);
    log::info(
        "authentication.admin", "account deleted for good",
        {{"requestId", rc.request_id}, {"userId", id->text()}, {"by", rc.caller->user_id.text()}});
    co_return result<void>{};
}

}
