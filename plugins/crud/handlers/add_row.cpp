// POST /<entity>
#include "handlers/write_row.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

task<result<answered>> add_row(entity_endpoint& ep, request_context& rc) {
    const visible_shape known{ep.of.create, ep.hidden_from(rc)};
    if (const auto complete = known.check_complete(); !complete) co_return complete.error();
    auto row = ep.of.new_record(known.get());
    const auto read = json::read(known.get(), row.data(), rc.request.body);
    if (!read) co_return read.error();
    ep.settle_owner(rc, row.cells, verb::post);
    auto key = asked_key(rc);
    if (!key) co_return key.error();
    const auto id = uuid::v7();
    const auto who = ep.viewer_of(rc);
    if (*key || !is_simple(ep, who, row_operation::create)) {
        one_write w{row_operation::create, id, std::move(row.cells), {}, std::move(*key)};
        auto done = co_await write_row(ep, rc, std::move(w));
        co_return done;
    }
    const auto call = call_of(rc);
    const auto by = user_of(rc);
    const auto made = co_await ep.store.insert(*rc.database, call, row, id, by);
    rc.response.set("Location", ep.of.path + "/" + id.text());
    ep.answer_row(rc, made, 0, ep.hidden_from(rc));
    co_return answered{};
}

}
