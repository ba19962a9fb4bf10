#include "handlers/change_tenant.hpp"

namespace nucleus::tenants {

namespace {

/// The body may be left out.
result<change_reason> reason_in(const request_context& rc) {
    if (rc.request.body.empty()) return change_reason{};
    return json::read<change_reason>(rc.request.body);
}

task<result<tenant_record>> change_on_path(tenants_context& t, request_context& rc,
                                           tenant_wish what) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    auto body = reason_in(rc);
    if (!body) co_return body.error();
    wanted_change w{what, id->text(), std::move(body->reason), performer_of(rc), &rc};
    auto done = co_await change(t, *rc.database, call_of(rc), std::move(w));
    co_return done;
}

}

task<result<tenant_record>> suspend_tenant(tenants_context& t, request_context& rc) {
    return change_on_path(t, rc, tenant_wish::suspend);
}

task<result<tenant_record>> reactivate_tenant(tenants_context& t, request_context& rc) {
    return change_on_path(t, rc, tenant_wish::reactivate);
}

task<result<condemned_tenant>> delete_tenant(tenants_context& t, request_context& rc) {
    auto done = co_await change_on_path(t, rc, tenant_wish::remove);
    if (!done) co_return done.error();
    const auto after = removed_after(*t.settings.now(), *done).value_or(rc.now);
    co_return condemned_tenant{std::move(*done), after};
}

}
