#include "handlers/reachable_rows.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

/// None: the claim is not about rows of this entity that exist.
std::optional<right> right_of(const entity& e, std::string_view claim) {
    for (const auto r : {right::get, right::put, right::del, right::bulk_put, right::bulk_del})
        if (claim == e.claim(method_of(r))) return r;
    return std::nullopt;
}

}

const entity_endpoint* reachable_rows::find(std::string_view entity) const noexcept {
    const auto at =
        std::ranges::find_if(all_, [&](const auto& one) { return one->of.table == entity; });
    return at == all_.end() ? nullptr : at->get();
}

task<bool> reachable_rows::allows(request_context& rc, std::string_view claim,
                                  std::string_view entity, const uuid& id) {
    const auto* ep = find(entity);
    if (ep == nullptr || !rc.caller) co_return false;
    const auto right = right_of(ep->of, claim);
    if (right ? !rc.caller->reaches(claim) : !rc.caller->has(claim)) co_return false;
    const auto who = ep->viewer_of(rc);
    if (!right && !who.reads(ep->of)) co_return false;
    const auto call = call_of(rc);
    const auto found =
        co_await ep->store.find(*rc.database, call, id, who, right.value_or(right::get));
    co_return !found.empty();
}

}
