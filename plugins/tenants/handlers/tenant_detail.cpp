#include "handlers/tenant_detail.hpp"

namespace nucleus::tenants {

task<result<tenant_detail>> show_tenant(tenants_context& t, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    auto found = co_await find_by_id(*rc.database, call_of(rc), *id);
    if (!found) co_return error{nucleus::errors::not_found, "There is no such tenant."};
    const auto s = t.settings.now();
    const auto facts = facts_of(*s, found->of, found->features);
    tenant_detail d;
    d.tenant = std::move(found->of);
    for (const auto& [name, config] : facts->features) d.features.push_back({name, {config}});
    d.events = co_await latest_events(*rc.database, call_of(rc), *id);
    co_return d;
}

}
