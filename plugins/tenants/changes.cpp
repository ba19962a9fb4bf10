#include "changes.hpp"
#include "errors.hpp"
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

task<result<tenant_record>> within(pg::transaction& tx, const wanted_change& w,
                                   const tenants_context& t) {
    auto was = co_await lock_tenant(tx, w.tenant);
    if (!was) co_return error{nucleus::errors::not_found, "There is no such tenant."};
    switch (judge(*was, w.what)) {
    case tenant_verdict::act: break;
    case tenant_verdict::already: co_return std::move(*was);
    case tenant_verdict::not_ready: co_return error{errors::tenant_not_ready};
    case tenant_verdict::removed: co_return error{errors::tenant_removed};
    }
    const auto& kind = kind_of(w.what);
    auto now = co_await kind.apply(tx, was->id, w.reason, w.by);
    if (w.request) co_await record(tx, t, *w.request, kind.operation, was->id);
    co_return now;
}

}

task<result<tenant_record>> change(const tenants_context& t, pg::database& db, pg::call call,
                                   wanted_change w) {
    auto done = co_await pg::transact<&within>(db, call, w, t);
    if (!done) co_return done.error();
    co_await t.known->forget(done->id);
    log::info(
        "tenants", "changed",
        {{"tenant", done->subdomain}, {"operation", kind_of(w.what).operation}, {"by", w.by.name}});
    co_return done;
}

}
