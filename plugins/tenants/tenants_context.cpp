#include "tenants_context.hpp"

namespace nucleus::tenants {

performer performer_of(const request_context& rc) {
    if (!rc.caller) return {std::nullopt, "self-signup", rc.client_address};
    return {rc.caller->user_id, rc.caller->user_id.text(), rc.client_address};
}

task<void> record(pg::transaction& tx, const tenants_context& t, const request_context* request,
                  std::string_view operation, audited_row tenant) {
    auto* trail = t.services->find<audit_trail>();
    if (!trail) co_return;
    const std::vector<audited_row> row{std::move(tenant)};
    if (request)
        co_await trail->note(tx, *request, "tenants", operation, row);
    else
        co_await trail->note(tx, "tenants", operation, row);
}

}
