// GET /<entity>/:id
#include "domain/expansion.hpp"
#include "handlers/expanded_rows.hpp"
#include "store/json_paths.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

/// Some of its fields, or what it leads to: without an ETag, which stands for the row alone.
task<result<answered>> answer_expanded(entity_endpoint& ep, request_context& rc, uuid id,
                                       const viewer& who) {
    row_parameters given;
    if (auto read = json::read_query(shape_of<row_parameters>(), &given, rc.request.query); !read)
        co_return read.error();
    const query_limits limits{ep.settings.max_limit, ep.settings.max_expressions,
                              ep.settings.max_depth};
    list_parameters asked;
    asked.fields = given.fields, asked.with = given.with, asked.select = given.select;
    asked.relations = given.relations, asked.deleted = given.deleted;
    const auto q = check_list_query(ep.of, asked, who, limits);
    if (!q) co_return q.error();
    if (const auto allowed = ep.may_see_deleted(rc, q->deleted); !allowed)
        co_return allowed.error();
    const auto call = call_of(rc);
    const auto sound = co_await check_json_paths(*rc.database, call, q->paths);
    if (!sound) co_return sound.error();
    const auto columns = columns_for(ep.of, q->shown, q->with);
    const auto found = co_await ep.lists.one(*rc.database, call, id, *q, who, columns);
    if (found.empty()) co_return errors::not_found;
    const auto branches = co_await read_branches(rc, who, ep.of, found, 0, 1, columns, q->with);
    if (!branches) co_return branches.error();
    auto& out = rc.response.body;
    out.append(R"({"success":true,"data":)");
    const row_writer writer{ep.of, columns};
    expanded_writer expanded{out, ep.settings.big_numbers};
    expanded.object(writer, found, 0, 0, q->shown, *branches);
    if (const auto fits = expanded.verdict(); !fits) co_return fits.error();
    out.push_back('}');
    co_return answered{};
}

task<result<answered>> answer_whole(entity_endpoint& ep, request_context& rc, uuid id,
                                    const viewer& who) {
    const auto call = call_of(rc);
    const auto found = co_await ep.store.find(*rc.database, call, id, who);
    if (found.empty()) co_return errors::not_found;
    const auto hidden = ep.hidden_from(rc);
    if (const auto known = parse_tags(rc.request.get("If-None-Match"), false)) {
        auto tag = ep.tag_of(found, 0, hidden);
        if (matches(*known, tag)) {
            rc.response.status = 304;
            rc.response.set("ETag", std::move(tag));
            co_return answered{};
        }
    }
    ep.answer_row(rc, found, 0, hidden);
    co_return answered{};
}

}

task<result<answered>> get_row(entity_endpoint& ep, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto who = ep.viewer_of(rc);
    auto answer = rc.request.query.empty() ? answer_whole(ep, rc, *id, who)
                                           : answer_expanded(ep, rc, *id, who);
    auto done = co_await std::move(answer);
    if (done && ep.hooks.any_concerned(ep.of.as_hooked(), row_operation::read))
        co_await tell_of_reading(ep, rc, *id);
    co_return done;
}

}
