// PATCH /<entity>/:id/toggle and /restore: is_active turned over; a soft deletion undone.
#include "handlers/preconditions.hpp"

namespace nucleus::crud {

task<result<answered>> toggle_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto versions = asked_versions(rc);
    if (!versions) co_return versions.error();
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const auto owner = ep.owner_for(rc, verb::put);
    const auto changed = co_await ep.store.toggle(*rc.database, call, *id, by, owner, *versions);
    if (changed.empty()) {
        auto why = co_await why_untouched(ep, rc, *id, owner, versions->has_value());
        co_return std::move(why);
    }
    ep.answer_row(rc, changed, ep.hidden_from(rc));
    co_return answered{};
}

task<result<answered>> restore_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const auto owner = ep.owner_for(rc, verb::del);
    pg::rows changed;
    std::optional<error> refused;
    try {
        changed = co_await ep.store.restore(*rc.database, call, *id, by, owner);
    } catch (const pg::query_failure& f) {
        refused = ep.explain(f, verb::put); // another row has its unique values by now
        if (!refused) throw;
    }
    if (refused) co_return std::move(*refused);
    if (changed.empty()) co_return errors::not_found;
    ep.answer_row(rc, changed, ep.hidden_from(rc));
    co_return answered{};
}

}
