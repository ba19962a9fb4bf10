#include "tenants_context.hpp"

namespace nucleus::tenants {

performer performer_of(const request_context& rc) {
    if (!rc.caller) return {std::nullopt, "self-signup", rc.client_address};
    return {rc.caller->user_id, rc.caller->user_id.text(), rc.client_address};
}

task<void> record(pg::transaction& tx, const tenants_context& t, const request_context& rc,
                  std::string_view operation, const uuid& tenant) {
    auto* trail = t.services->find<audit_trail>();
    if (!trail) co_return;
    const std::vector<audited_row> row{{tenant}};
    co_await trail->note(tx, rc, "tenants", operation, row);
}

}
