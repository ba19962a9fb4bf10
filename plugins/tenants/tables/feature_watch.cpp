#include "tables/feature_watch.hpp"

namespace nucleus::tenants {

bool feature_watch::concerns(const hooked_table& table, row_operation what) const {
    return table.name == "tenant_features" && what != row_operation::read;
}

task<void> feature_watch::after_write(hook_call& call, std::span<const row_change> changes) {
    for (const auto& c : changes)
        for (const auto* row : {c.before, c.after}) {
            const auto tenant = row ? row->value("tenant_id") : std::nullopt;
            if (tenant) co_await call.tx.notify(tenant_topic, *tenant);
        }
}

task<void> feature_watch::after_commit(request_context&, const hooked_table&, row_operation) {
    co_await known_->forget_everybody();
}

}
