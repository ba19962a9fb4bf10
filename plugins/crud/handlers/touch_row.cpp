// DELETE /<entity>/:id, PATCH /<entity>/:id/toggle and /restore: what is done to a row without a
// body.
#include "handlers/preconditions.hpp"

namespace nucleus::crud {

namespace {

using change = task<pg::rows> (entity_store::*)(pg::database&, pg::call, const row_target&,
                                                const std::optional<uuid>&) const;

/// By the one statement, where that will do.
task<result<answered>> touch(entity_endpoint& ep, request_context& rc, row_operation what,
                             change how) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto versions = asked_versions(rc);
    if (!versions) co_return versions.error();
    const auto who = ep.viewer_of(rc);
    if (!is_simple(ep, who, what)) {
        auto done = co_await write_versioned(ep, rc, {what, *id, {}, *versions});
        co_return done;
    }
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const row_target row{*id, who, right_to(what), *versions};
    const auto changed = co_await (ep.store.*how)(*rc.database, call, row, by);
    if (changed.empty()) {
        auto why = co_await why_untouched(ep, rc, *id, who, what, versions->has_value());
        co_return std::move(why);
    }
    if (what == row_operation::remove)
        rc.succeed();
    else
        ep.answer_row(rc, changed, 0, ep.hidden_from(rc));
    co_return answered{};
}

}

task<result<answered>> delete_row(entity_endpoint& ep, request_context& rc) {
    return touch(ep, rc, row_operation::remove, &entity_store::remove);
}

task<result<answered>> toggle_row(entity_endpoint& ep, request_context& rc) {
    return touch(ep, rc, row_operation::toggle, &entity_store::toggle);
}

task<result<answered>> restore_row(entity_endpoint& ep, request_context& rc) {
    return touch(ep, rc, row_operation::restore, &entity_store::restore);
}

}
