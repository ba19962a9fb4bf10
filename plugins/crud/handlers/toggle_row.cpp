// PATCH /<entity>/:id/toggle and /restore: is_active turned over; a soft deletion undone.
#include "handlers/preconditions.hpp"

namespace nucleus::crud {

task<result<answered>> toggle_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto versions = asked_versions(rc);
    if (!versions) co_return versions.error();
    const auto who = ep.viewer_of(rc);
    if (!is_simple(ep, who, row_operation::toggle)) {
        auto done = co_await write_versioned(ep, rc, {row_operation::toggle, *id, {}, *versions});
        co_return done;
    }
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const row_target row{*id, who, right::put, *versions};
    const auto changed = co_await ep.store.toggle(*rc.database, call, row, by);
    if (changed.empty()) {
        auto why = co_await why_untouched(ep, rc, *id, who, right::put, versions->has_value());
        co_return std::move(why);
    }
    ep.answer_row(rc, changed, 0, ep.hidden_from(rc));
    co_return answered{};
}

task<result<answered>> restore_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto who = ep.viewer_of(rc);
    if (!is_simple(ep, who, row_operation::restore)) {
        auto done = co_await write_row(ep, rc, {row_operation::restore, *id});
        co_return done;
    }
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const row_target row{*id, who, right::del};
    const auto changed = co_await ep.store.restore(*rc.database, call, row, by);
    if (changed.empty()) co_return errors::not_found;
    ep.answer_row(rc, changed, 0, ep.hidden_from(rc));
    co_return answered{};
}

}
