// DELETE /<entity>/:id: soft or hard, as the entity says.
#include "handlers/preconditions.hpp"

namespace nucleus::crud {

task<result<answered>> delete_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto versions = asked_versions(rc);
    if (!versions) co_return versions.error();
    const auto who = ep.viewer_of(rc);
    if (!is_simple(ep, who, row_operation::remove)) {
        auto done = co_await write_versioned(ep, rc, {row_operation::remove, *id, {}, *versions});
        co_return done;
    }
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const row_target row{*id, who, right::del, *versions};
    const auto gone = co_await ep.store.remove(*rc.database, call, row, by);
    if (gone.empty()) {
        auto why = co_await why_untouched(ep, rc, *id, who, right::del, versions->has_value());
        co_return std::move(why);
    }
    rc.succeed();
    co_return answered{};
}

}
