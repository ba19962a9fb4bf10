#include "handlers/logout.hpp"
#include "handlers/presented_token.hpp"
#include <algorithm>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

constexpr std::string_view reason = "logout";

/// A session that ends, and what that means for whoever acted in another's name.
struct parting {
    uuid id;
    std::optional<audited_row> stops{};
};

struct stopped_impersonation {
    uuid session_id, impersonator_id;
};
NUCLEUS_DESCRIBE(stopped_impersonation, (session_id, "In another's name"), (impersonator_id, "Who"))

/// Of an impersonated one that behind it, too: nothing in the browser leads back to it.
void part_with(std::vector<parting>& all, const session& s) {
    all.push_back({s.id});
    if (!s.impersonator_session_id) return;
    all.back().stops =
        audited_row{s.user_id, json::to_text(stopped_impersonation{s.id, *s.impersonator_id})};
    all.push_back({*s.impersonator_session_id});
}

/// The session that asks, and the one whose refresh token came with it: mostly they are the same.
task<std::vector<parting>> sessions_to_end(auth_context& auth, const settings& s,
                                           request_context& rc, std::string_view refresh_token) {
    std::vector<parting> all;
    if (rc.caller && rc.caller->as == principal::kind::session) {
        const auto known = co_await auth.sessions->find(rc, rc.caller->session_id);
        if (known)
            part_with(all, known->of);
        else
            all.push_back({rc.caller->session_id}); // it was over a moment ago
    }
    const auto found = co_await find_token_session(s, rc, refresh_token);
    if (found && !found->in.of.revoked_at) part_with(all, found->in.of);
    // In one order, or two that end the same ones wait for each other.
    std::ranges::sort(all, {}, &parting::id);
    const auto again = std::ranges::unique(all, {}, &parting::id);
    all.erase(again.begin(), again.end());
    co_return all;
}

task<void> end_all(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                   const std::vector<parting>& all) {
    for (const auto& one : all) {
        const bool ended = co_await revoke(tx, one.id, reason, rc.now);
        if (!ended || !one.stops) continue;
        const std::vector<audited_row> row{*one.stops};
        co_await record(tx, auth, rc, "users", "IMPERSONATE_STOP", row);
    }
}

}

task<result<answered>> logout(auth_context& auth, request_context& rc) {
    const auto s = auth.settings.now();
    const auto token = find_refresh_token(*s, rc);
    if (!token) {
        rc.fail(token.error());
        clear_cookies(*s, rc.response);
        co_return answered{};
    }
    const auto all = co_await sessions_to_end(auth, *s, rc, token->text);
    if (!all.empty()) {
        co_await pg::transact<&end_all>(*rc.database, call_of(rc), auth, rc, all);
        std::vector<uuid> ids;
        for (const auto& one : all) ids.push_back(one.id);
        for (const auto& id : ids)
            log::info("authentication.logout", "session ended",
                      {{"requestId", rc.request_id}, {"sessionId", id.text()}});
        co_await auth.sessions->forget(std::move(ids));
        rc.succeed();
    } else {
        rc.fail(nucleus::errors::unauthenticated);
    }
    clear_cookies(*s, rc.response); // also those that were worth nothing
    co_return answered{};
}

}
