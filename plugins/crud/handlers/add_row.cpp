// POST /<entity>
#include "handlers/entity_endpoint.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

task<result<answered>> add_row(entity_endpoint& ep, request_context& rc) {
    record row{ep.of.create};
    const auto read = json::read(ep.of.create, row.data(), rc.request.body);
    if (!read) co_return read.error();
    ep.settle_owner(rc, row, verb::post);
    const auto id = uuid::v7();
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    pg::rows made;
    std::optional<error> refused;
    try {
        made = co_await ep.store.insert(*rc.database, call, row, id, by);
    } catch (const pg::query_failure& f) {
        refused = ep.explain(f, verb::post);
        if (!refused) throw;
    }
    if (refused) co_return std::move(*refused);
    rc.response.set("Location", ep.of.path + "/" + id.text());
    ep.answer_row(rc, made, ep.hidden_from(rc));
    co_return answered{};
}

}
