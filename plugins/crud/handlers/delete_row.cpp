// DELETE /<entity>/:id: soft or hard, as the entity says.
#include "handlers/entity_endpoint.hpp"
#include "handlers/preconditions.hpp"

namespace nucleus::crud {

task<result<answered>> delete_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const auto owner = ep.owner_for(rc, verb::del);
    const auto versions = asked_versions(rc);
    if (!versions) co_return versions.error();
    pg::rows gone;
    std::optional<error> refused;
    try {
        gone = co_await ep.store.remove(*rc.database, call, *id, by, owner, *versions);
    } catch (const pg::query_failure& f) {
        refused = ep.explain(f, verb::del);
        if (!refused) throw;
    }
    if (refused) co_return std::move(*refused);
    if (gone.empty()) {
        auto why = co_await why_untouched(ep, rc, *id, owner, versions->has_value());
        co_return std::move(why);
    }
    rc.succeed();
    co_return answered{};
}

}
