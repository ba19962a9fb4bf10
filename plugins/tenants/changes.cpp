#include "changes.hpp"
#include "errors.hpp"
#include "store/unproven_store.hpp"
#include <nucleus/json/field_text.hpp>
#include <nucleus/json/json.hpp>
#include <nucleus/log.hpp>

namespace nucleus::tenants {

namespace {

struct change_kind {
    std::string_view operation; ///< of the record
    task<tenant_record> (*apply)(pg::transaction& tx, const uuid& id,
                                 const std::optional<std::string>& reason, const performer& by);
};

const change_kind& kind_of(tenant_wish what) {
    static const change_kind suspend{"SUSPEND", &set_suspended};
    static const change_kind reactivate{"REACTIVATE", &set_active};
    static const change_kind remove{"DELETE", &set_deleted};
    switch (what) {
    case tenant_wish::suspend: return suspend;
    case tenant_wish::reactivate: return reactivate;
    case tenant_wish::remove: break;
    }
    return remove;
}

constexpr std::string_view change_operation = "CHANGE";

error no_such_tenant() { return {nucleus::errors::not_found, "There is no such tenant."}; }

/// Of one that nothing can be done to now.
error refusal(tenant_verdict why) {
    return why == tenant_verdict::removed ? errors::tenant_removed : errors::tenant_not_ready;
}

/// Somebody answers for it.
task<void> vouch(pg::transaction& tx, tenant_record& t, const performer& by) {
    co_await note_proven(tx, t.id);
    if (!t.confirm_before) co_return;
    t.confirm_before.reset();
    co_await add_event(tx, tx.schema(), t.id, "vouched", "{}", by);
}

task<result<tenant_record>> within(pg::transaction& tx, const wanted_change& w,
                                   const tenants_context& t) {
    auto was = co_await lock_tenant(tx, w.tenant);
    if (!was) co_return no_such_tenant();
    const auto verdict = judge(*was, w.what);
    const bool possible = verdict == tenant_verdict::act || verdict == tenant_verdict::already;
    if (possible && w.what == tenant_wish::reactivate) co_await vouch(tx, *was, w.by);
    if (verdict == tenant_verdict::already) co_return std::move(*was);
    if (verdict != tenant_verdict::act) co_return refusal(verdict);
    const auto& kind = kind_of(w.what);
    auto now = co_await kind.apply(tx, was->id, w.reason, w.by);
    audited_row row{was->id};
    co_await record(tx, t, w.request, kind.operation, std::move(row));
    co_return now;
}

tenant_conditions with(tenant_conditions c, const tenant_terms& what) {
    if (what.plan) c.plan = *what.plan;
    if (what.max_users) c.max_users = *what.max_users;
    if (what.company) c.company_name = *what.company;
    return c;
}

task<result<tenant_record>> terms_within(pg::transaction& tx, const wanted_terms& w,
                                         const tenants_context& t) {
    auto was = co_await lock_tenant(tx, w.tenant);
    if (!was) co_return no_such_tenant();
    const auto verdict = judge_terms(*was);
    if (verdict != tenant_verdict::act) co_return refusal(verdict);
    co_await vouch(tx, *was, w.by);
    const auto before = conditions_of(*was);
    const auto after = with(before, w.what);
    if (after == before) co_return std::move(*was);
    auto now = co_await set_conditions(tx, *was, after, w.by);
    audited_row row{was->id, json::to_text(before), json::to_text(after)};
    co_await record(tx, t, nullptr, change_operation, std::move(row));
    co_return now;
}

/// Once it is committed.
task<void> tell(const tenants_context& t, const tenant_record& changed, std::string_view operation,
                const performer& by) {
    co_await t.known->forget(changed.id);
    log::info("tenants", "changed",
              {{"tenant", changed.subdomain}, {"operation", operation}, {"by", by.name}});
}

}

std::vector<fault> faults_in(tenant_terms& what, const tenants_config& c) {
    std::vector<fault> found;
    if (what.plan && !find_plan(c, *what.plan))
        found.push_back({"/plan", "unknown", "must be one of " + plan_names(c)});
    if (what.max_users && *what.max_users && **what.max_users < 1)
        found.push_back({"/maxUsers", "too_small", "must be at least 1"});
    field company;
    company.name = "company", company.type = &value_type_of<std::string>();
    company.trim = true, company.min_length = 1, company.max_length = 255;
    if (what.company)
        if (auto bad = json::check_text(company, *what.company))
            found.push_back({"/company", bad->code, bad->message});
    return found;
}

task<result<tenant_record>> change(const tenants_context& t, pg::database& db, pg::call call,
                                   wanted_change w) {
    auto done = co_await pg::transact<&within>(db, call, w, t);
    if (!done) co_return done.error();
    co_await tell(t, *done, kind_of(w.what).operation, w.by);
    co_return done;
}

task<result<tenant_record>> change_terms(const tenants_context& t, pg::database& db, pg::call call,
                                         wanted_terms w) {
    auto found = faults_in(w.what, t.settings.now()->config);
    if (!found.empty()) co_return error{nucleus::errors::validation_failed, {}, std::move(found)};
    auto done = co_await pg::transact<&terms_within>(db, call, w, t);
    if (!done) co_return done.error();
    co_await tell(t, *done, change_operation, w.by);
    co_return done;
}

}
