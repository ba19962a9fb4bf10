// PUT and PATCH /<entity>/:id: the given fields only.
#include "handlers/preconditions.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

/// An id may be repeated in the body, but not changed; besides it something must be given.
result<void> check_changes(const entity& e, const record& changes, const uuid& id) {
    const auto& given = changes.cells[e.id];
    if (given.is != cell::state::absent && uuid::parse(given.text) != id)
        return error{errors::validation_failed,
                     {},
                     {{"/id", "id_mismatch", "differs from the id in the path"}}};
    for (std::size_t i = 0; i < changes.cells.size(); ++i)
        if (i != e.id && changes.cells[i].is != cell::state::absent) return {};
    return error{
        errors::validation_failed, {}, {{"", "empty_update", "give at least one field to change"}}};
}

}

task<result<answered>> update_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const visible_shape known{ep.of.update, ep.hidden_from(rc)};
    auto changes = ep.of.new_record(known.get());
    const auto read = json::read(known.get(), changes.data(), rc.request.body);
    if (!read) co_return read.error();
    ep.settle_owner(rc, changes.cells, verb::put);
    const auto fine = check_changes(ep.of, changes, *id);
    if (!fine) co_return fine.error();
    const auto versions = asked_versions(rc);
    if (!versions) co_return versions.error();
    const auto who = ep.viewer_of(rc);
    if (!is_simple(ep, who, row_operation::update)) {
        one_write w{row_operation::update, *id, std::move(changes.cells), *versions};
        auto done = co_await write_versioned(ep, rc, std::move(w));
        co_return done;
    }
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const row_target row{*id, who, right::put, *versions};
    const auto changed = co_await ep.store.update(*rc.database, call, row, changes, by);
    if (changed.empty()) {
        auto why =
            co_await why_untouched(ep, rc, *id, who, row_operation::update, versions->has_value());
        co_return std::move(why);
    }
    ep.answer_row(rc, changed, 0, ep.hidden_from(rc));
    co_return answered{};
}

}
