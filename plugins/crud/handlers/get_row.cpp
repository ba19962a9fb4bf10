// GET /<entity>/:id
#include "handlers/entity_endpoint.hpp"

namespace nucleus::crud {

task<result<answered>> get_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto call = call_of(rc);
    const auto owner = ep.owner_for(rc, verb::get);
    const auto found = co_await ep.store.find(*rc.database, call, *id, owner);
    if (found.empty()) co_return errors::not_found;
    const auto hidden = ep.hidden_from(rc);
    if (const auto known = parse_tags(rc.request.get("If-None-Match"), false)) {
        auto tag = ep.tag_of(found, hidden);
        if (matches(*known, tag)) {
            rc.response.status = 304;
            rc.response.set("ETag", std::move(tag));
            co_return answered{};
        }
    }
    ep.answer_row(rc, found, hidden);
    co_return answered{};
}

}
