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

task<bool> reachable_rows::allows(request_context& rc, const principal& who, std::string_view claim,
                                  std::string_view entity, const uuid& id) {
    const auto* ep = find(entity);
    if (ep == nullptr) co_return false;
    const auto right = right_of(ep->of, claim);
    if (right ? !who.reaches(claim) : !who.has(claim)) co_return false;
    const viewer seen_by{&who, &ep->hooks.all(), rc.now};
    if (!right && !seen_by.reads(ep->of)) co_return false;
    const auto call = call_of(rc);
    const auto found =
        co_await ep->store.find(*rc.database, call, id, seen_by, right.value_or(right::get));
    co_return !found.empty();
}

}
