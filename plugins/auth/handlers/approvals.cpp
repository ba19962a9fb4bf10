#include "handlers/approvals.hpp"
#include "domain/approval.hpp"
#include "errors.hpp"
#include "store/account_store.hpp"
#include "store/approval_store.hpp"
#include "store/device_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// Who decides, and what of.
struct case_file {
    session_owner owner;
    uuid asking, id;
    decision made;
};

/// What has become of it; an error_kind: nothing that was asked for.
struct outcome {
    const error_kind* why = nullptr;
    std::vector<uuid> ended{};
};

task<outcome> let_in(pg::transaction& tx, const session& waiting, const case_file& f,
                     const settings& s) {
    const auto& rules = s.authentication;
    const instant until =
        waiting.created_at +
        std::chrono::duration_cast<std::chrono::microseconds>(rules.refresh_token.expires_in);
    co_await approve(tx, waiting, f.owner.user_id, until, f.owner.now);
    outcome done;
    done.ended = co_await revoke_beyond(tx, f.owner, rules.sessions.max_per_user);
    co_return done;
}

struct decided {
    std::string approval_status;
    std::optional<std::string> reason;
};
NUCLEUS_DESCRIBE(decided, (approval_status, "From now on"), (reason, "Of a rejection"))

task<void> note_decision(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                         const case_file& f, decided what) {
    const auto operation = what.reason ? "REJECT" : "APPROVE";
    const std::vector<audited_row> row{{f.id, {}, json::to_text(what)}};
    co_await record(tx, auth, rc, "user_sessions", operation, row);
}

task<void> turn_down(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                     const session& waiting, const case_file& f, std::string_view reason) {
    co_await reject(tx, waiting, f.owner.user_id, reason, f.owner.now);
    co_await note_decision(tx, auth, rc, f, {"rejected", std::string{reason}});
}

/// One of many at once decides: the user's row is locked. Wrong codes stay counted, as nothing is
/// thrown.
task<outcome> decide(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                     const case_file& f, const settings& s) {
    co_await lock_user(tx, f.owner.user_id);
    const bool entitled = co_await is_on_trusted_device(tx, f.asking, f.owner.now);
    if (!entitled) co_return outcome{&errors::device_not_trusted};
    const auto waiting = co_await lock_waiting(tx, f.owner.user_id, f.id);
    if (!waiting) co_return outcome{&nucleus::errors::not_found};
    switch (judge(waiting->of, waiting->wrong_codes, f.made, f.owner.now)) {
    case verdict::decided: co_return outcome{&errors::approval_decided};
    case verdict::late: co_return outcome{&errors::approval_expired};
    case verdict::reject:
        co_await turn_down(tx, auth, rc, waiting->of, f, "approval_rejected");
        co_return outcome{};
    case verdict::wrong_code:
        co_await count_wrong_code(tx, f.id);
        co_return outcome{&errors::wrong_approval_code};
    case verdict::too_many_codes:
        co_await count_wrong_code(tx, f.id);
        co_await turn_down(tx, auth, rc, waiting->of, f, "wrong_approval_codes");
        co_return outcome{&errors::wrong_approval_code};
    case verdict::approve: break;
    }
    auto done = co_await let_in(tx, waiting->of, f, s);
    co_await note_decision(tx, auth, rc, f, {"approved", {}});
    co_return done;
}

task<result<void>> settle(auth_context& auth, request_context& rc, const uuid& id, decision made) {
    const auto s = auth.settings.now();
    const case_file f{{rc.caller->user_id, rc.now, s->authentication.sessions.idle_timeout},
                      rc.caller->session_id,
                      id,
                      std::move(made)};
    auto done = co_await pg::transact<&decide>(*rc.database, call_of(rc), auth, rc, f, *s);
    if (done.why) {
        log::info(
            "authentication.approval", "refused",
            {{"requestId", rc.request_id}, {"sessionId", id.text()}, {"reason", done.why->code}});
        co_return error{*done.why};
    }
    log::info("authentication.approval", f.made.approves ? "approved" : "rejected",
              {{"requestId", rc.request_id}, {"sessionId", id.text()}});
    co_await auth.sessions->forget(std::move(done.ended));
    co_return result<void>{};
}

waiting_info shown(const session& s) {
    const auto& d = s.from;
    return {s.id,         d.name,    d.type,         d.browser,    d.browser_version, d.os,
            d.os_version, d.address, s.login_method, s.created_at, s.expires_at};
}

}

task<result<waiting_list>> list_waiting(auth_context&, request_context& rc) {
    const auto call = call_of(rc);
    const auto found = co_await find_waiting(*rc.database, call, rc.caller->user_id, rc.now);
    waiting_list all;
    for (const auto& one : found) all.items.push_back(shown(one));
    co_return all;
}

void check_approval(const auth_context& auth, const approve_request& body,
                    std::vector<fault>& found) {
    const auto s = auth.settings.now();
    if (!body.code && s->authentication.sessions.new_device_approval.number_matching)
        found.push_back({"/code", "required", "the two digits that the new device shows"});
}

task<result<void>> approve_sign_in(auth_context& auth, request_context& rc, approve_request body) {
    auto done = co_await settle(auth, rc, body.id, {true, std::move(body.code)});
    co_return done;
}

task<result<void>> reject_sign_in(auth_context& auth, request_context& rc, reject_request body) {
    auto done = co_await settle(auth, rc, body.id, {});
    co_return done;
}

}
