#include "handlers/sessions.hpp"
#include "store/session_list.hpp"
#include <algorithm>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// Whose sessions, and when they count as alive.
session_owner owner_of(const settings& s, const request_context& rc) {
    return {rc.caller->user_id, rc.now, s.authentication.sessions.idle_timeout};
}

/// What ended must be felt by the next request, and the browser need not send it any more.
task<void> finish(auth_context& auth, request_context& rc, const settings& s,
                  std::vector<uuid> ended) {
    if (std::ranges::find(ended, rc.caller->session_id) != ended.end())
        clear_cookies(s, rc.response);
    co_await auth.sessions->forget(std::move(ended));
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
    auto ended = co_await pg::transact<&revoke_own>(*rc.database, call_of(rc), owner, body.id);
    if (ended.empty()) co_return error{nucleus::errors::not_found, "You have no such session."};
    log::info("authentication.sessions", "revoked",
              {{"requestId", rc.request_id}, {"sessionId", body.id.text()}});
    co_await finish(auth, rc, *s, std::move(ended));
    co_return result<void>{};
}

task<result<revoked_sessions>> revoke_all_sessions(auth_context& auth, request_context& rc) {
    revoke_all_request body;
    if (!rc.request.body.empty()) {
        auto read = json::read<revoke_all_request>(rc.request.body);
        if (!read) co_return read.error();
        body = *read;
    }
    const auto s = auth.settings.now();
    const auto owner = owner_of(*s, rc);
    std::optional<uuid> kept;
    if (body.keep_current) kept = rc.caller->session_id;
    auto ended = co_await pg::transact<&revoke_all_own>(*rc.database, call_of(rc), owner, kept);
    const revoked_sessions done{static_cast<std::int64_t>(ended.size())};
    log::info("authentication.sessions", "all revoked",
              {{"requestId", rc.request_id},
               {"userId", owner.user_id.text()},
               {"sessions", static_cast<std::int64_t>(ended.size())}});
    co_await finish(auth, rc, *s, std::move(ended));
    co_return done;
}

}
