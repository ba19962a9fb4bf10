#include "handlers/admin_explain.hpp"
#include "domain/granted_once.hpp"
#include "handlers/admin_action.hpp"
#include "store/admin_store.hpp"
#include "store/rights_store.hpp"
#include <algorithm>
#include <nucleus/services/row_rights.hpp>

namespace nucleus::auth {

namespace {

struct looked_up {
    std::optional<account> who;
    std::vector<role_grant> grants;
};
/// With a record that somebody looked.
task<looked_up> look_up(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                        const explain_request& asked) {
    looked_up found;
    found.who = co_await account_of(tx, asked.user_id);
    if (!found.who) co_return found;
    found.grants = co_await explain_claim(tx, asked.user_id, asked.claim);
    const std::vector<audited_row> row{{asked.user_id}};
    co_await note_users(tx, auth, rc, "EXPLAIN", row);
    co_return found;
}

std::vector<fault> faults_of(const explain_request& asked, const row_rights* rows) {
    if (asked.entity && !asked.id) return {{"id", "required", "goes with entity"}};
    if (asked.id && !asked.entity) return {{"entity", "required", "goes with id"}};
    if (asked.entity && (rows == nullptr || !rows->serves(*asked.entity)))
        return {{"entity", "unknown", "there is no such table here"}};
    return {};
}

task<grant_decision> judge(request_context& rc, const explain_request& asked, row_rights* rows,
                           const account& who, const role_grant& by) {
    grant_decision d{by.role, asked.claim, by.scope, by.granted, false};
    if (by.granted && asked.entity) {
        const auto caller = granted_once(who, asked.claim, by.scope);
        d.matches = co_await rows->allows(rc, caller, asked.claim, *asked.entity, *asked.id);
    } else if (by.granted && by.scope) {
        d.matches.reset();
    }
    d.allowed = by.in_force && d.matches.value_or(true);
    co_return d;
}

/// Godmins reach every row that there is.
task<grant_decision> judge_godmin(request_context& rc, const explain_request& asked,
                                  row_rights* rows, const account& who) {
    grant_decision d{"godmin", asked.claim, std::nullopt, true, true};
    if (!asked.entity) co_return d;
    principal god;
    god.user_id = who.id;
    god.is_god = true;
    god.roles = who.may.roles;
    d.allowed = co_await rows->allows(rc, god, asked.claim, *asked.entity, *asked.id);
    d.matches = d.allowed;
    co_return d;
}

}

task<result<explanation>> explain(auth_context& auth, request_context& rc,
                                  query<explain_request> q) {
    const auto& asked = q.value;
    auto* rows = auth.services->find<row_rights>();
    if (auto found = faults_of(asked, rows); !found.empty())
        co_return error{nucleus::errors::invalid_query, {}, std::move(found)};
    const auto found = co_await pg::transact<&look_up>(*rc.database, call_of(rc), auth, rc, asked);
    if (!found.who) co_return error{nucleus::errors::not_found};
    const auto& who = *found.who;
    explanation all;
    all.active = who.is_active && !who.shut_out(rc.now);
    if (who.is_god) {
        auto d = co_await judge_godmin(rc, asked, rows, who);
        all.decisions.push_back(std::move(d));
    }
    const auto s = auth.settings.now();
    for (const auto& by : found.grants) {
        if (by.role == "godmin") continue;
        auto d = co_await judge(rc, asked, rows, who, by);
        d.allowed = d.allowed && s->authorization.enabled;
        all.decisions.push_back(std::move(d));
    }
    all.allowed = all.active && std::ranges::any_of(all.decisions, &grant_decision::allowed);
    co_return all;
}

}
