#include "handlers/sessions.hpp"
#include "store/account_store.hpp"
#include "store/device_store.hpp"
#include "store/session_list.hpp"
#include <algorithm>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// Whose sessions, and when they count as alive.
session_owner owner_of(const settings& s, const request_context& rc) {
    return {rc.caller->user_id, rc.now, s.authentication.sessions.idle_timeout};
}

struct farewell {
    std::vector<uuid> ended, changed; ///< the second: what is remembered of them is not so any more
};

task<void> note_ends(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                     const std::vector<uuid>& ended) {
    std::vector<audited_row> rows;
    for (const auto& id : ended) rows.push_back({id});
    if (!rows.empty()) co_await record(tx, auth, rc, "user_sessions", "REVOKE", rows);
}

/// Who is sent away from a device is not expected on it again without being asked.
task<farewell> end_one(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                       const session_owner& owner, const uuid& id) {
    co_await lock_user(tx, owner.user_id);
    farewell f;
    f.ended = co_await revoke_own(tx, owner, id);
    f.changed = co_await distrust_devices_of(tx, f.ended, rc.caller->session_id, owner.now);
    co_await note_ends(tx, auth, rc, f.ended);
    co_return f;
}

task<farewell> end_all(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                       const session_owner& owner, const std::optional<uuid>& kept) {
    co_await lock_user(tx, owner.user_id); // or two would end the same ones, each in its own order
    farewell f;
    f.ended = co_await revoke_all_own(tx, owner, kept);
    f.changed = co_await distrust_devices_of(tx, f.ended, rc.caller->session_id, owner.now);
    co_await note_ends(tx, auth, rc, f.ended);
    co_return f;
}

/// What ended must be felt by the next request, and the browser need not send it any more.
task<void> finish(auth_context& auth, request_context& rc, const settings& s, farewell f) {
    if (std::ranges::find(f.ended, rc.caller->session_id) != f.ended.end())
        clear_cookies(s, rc.response);
    f.ended.insert(f.ended.end(), f.changed.begin(), f.changed.end());
    co_await auth.sessions->forget(std::move(f.ended));
}

}

task<result<session_list>> list_sessions(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    const auto owner = owner_of(*s, rc);
    const auto call = call_of(rc);
    const auto found = co_await find_sessions(*rc.database, call, owner);
    session_list all;
    for (const auto& one : found) all.items.push_back(shown(one, one.id == rc.caller->session_id));
    co_return all;
}

task<result<session_info>> show_current_session(auth_context& auth, request_context& rc) {
    const auto known = co_await auth.sessions->find(rc, rc.caller->session_id);
    if (!known) co_return error{nucleus::errors::unauthenticated};
    co_return shown(known->of, true);
}

task<result<session_stats>> tally_sessions(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    const auto owner = owner_of(*s, rc);
    const auto call = call_of(rc);
    const auto n = co_await count_sessions(*rc.database, call, owner);
    co_return session_stats{n.active, n.pending, n.active + n.pending};
}

task<result<void>> revoke_session(auth_context& auth, request_context& rc, session_choice body) {
    const auto s = auth.settings.now();
    const auto owner = owner_of(*s, rc);
    auto done =
        co_await pg::transact<&end_one>(*rc.database, call_of(rc), auth, rc, owner, body.id);
    if (done.ended.empty())
        co_return error{nucleus::errors::not_found, "You have no such session."};
    log::info("authentication.sessions", "revoked",
              {{"requestId", rc.request_id}, {"sessionId", body.id.text()}});
    co_await finish(auth, rc, *s, std::move(done));
    co_return result<void>{};
}

task<result<revoked_sessions>> revoke_all_sessions(auth_context& auth, request_context& rc,
                                                   revoke_all_request body) {
    const auto s = auth.settings.now();
    const auto owner = owner_of(*s, rc);
    std::optional<uuid> kept;
    if (body.keep_current) kept = rc.caller->session_id;
    auto over = co_await pg::transact<&end_all>(*rc.database, call_of(rc), auth, rc, owner, kept);
    const revoked_sessions done{static_cast<std::int64_t>(over.ended.size())};
    log::info("authentication.sessions", "all revoked",
              {{"requestId", rc.request_id},
               {"userId", owner.user_id.text()},
               {"sessions", done.revoked}});
    co_await finish(auth, rc, *s, std::move(over));
    co_return done;
}

}
