#include "handlers/admin_change_id.hpp"
#include "errors.hpp"
#include "handlers/admin_action.hpp"
#include "store/account_store.hpp"
#include "store/device_store.hpp"
#include "store/guard_store.hpp"
#include "store/reference_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// Columns without an index are read through; the user's row is locked meanwhile.
constexpr std::chrono::minutes time_to_move{5};

struct change {
    auth_context& auth;
    request_context& rc;
    uuid from, to;
};

std::string id_as_json(const uuid& id) { return R"({"id":")" + id.text() + "\"}"; }

task<std::vector<moved_reference>> move_all(pg::transaction& tx, const change& c) {
    const auto references = co_await find_user_references(tx, columns_of_users(c.auth));
    std::vector<moved_reference> moved;
    for (const auto& r : references) {
        const auto rows = co_await move_references(tx, r, c.from, c.to);
        if (rows > 0) moved.push_back({r.table, r.column, rows});
    }
    co_return moved;
}

/// Whoever writes a reference at the same time waits for the lock of the row, and finds it gone.
task<result<changed_id>> within(pg::transaction& tx, const change& c) {
    auto whom = co_await reach_account(tx, c.rc, c.from);
    if (!whom) co_return whom.error();
    const bool taken = co_await has_user(tx, c.to);
    if (taken) co_return error{errors::id_taken};
    changed_id done{c.to, {}, 0};
    const auto ended = co_await revoke_all(tx, c.from, std::nullopt, "user_id_changed", c.rc.now);
    done.revoked = static_cast<std::int64_t>(ended.size());
    co_await distrust_all(tx, c.from, "user_id_changed", c.rc.now); // their tokens name the old id
    co_await copy_user(tx, c.from, c.to, c.rc.now);
    // First, so that a record of one's own moves along.
    const std::vector<audited_row> row{{c.to, id_as_json(c.from), id_as_json(c.to)}};
    co_await note_users(tx, c.auth, c.rc, "CHANGE_ID", row);
    done.references = co_await move_all(tx, c);
    co_await replace_user(tx, c.from, c.to);
    co_await announce_rights(tx);
    co_return done;
}

task<result<changed_id>> try_to_change(const change& c) {
    try {
        auto done = co_await pg::transact<&within>(*c.rc.database, call_of(c.rc), c);
        co_return done;
    } catch (const pg::query_failure& f) {
        if (f.sqlstate != "23505" || f.constraint != "users_pkey") throw;
    }
    co_return error{errors::id_taken};
}

}

void check_change_id(const auth_context&, const change_id_request& body,
                     std::vector<fault>& found) {
    if (body.new_user_id == body.user_id)
        found.push_back({"/newUserId", "unchanged", "must be another id"});
    if (body.new_user_id.nil()) found.push_back({"/newUserId", "nil", "must not be all zeros"});
}

task<result<changed_id>> change_user_id(auth_context& auth, request_context& rc,
                                        change_id_request body) {
    rc.deadline = steady::now() + time_to_move;
    const change c{auth, rc, body.user_id, body.new_user_id};
    auto done = co_await try_to_change(c);
    if (!done) co_return done.error();
    co_await auth.sessions->forget_everybody(rc.schema);
    log::info("authentication.admin", "user id changed",
              {{"requestId", rc.request_id},
               {"from", c.from.text()},
               {"to", c.to.text()},
               {"by", rc.caller->user_id.text()}});
    co_return done;
}

}
