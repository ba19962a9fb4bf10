#include "handlers/write_row.hpp"

namespace nucleus::crud {

namespace {

void answer(const entity_endpoint& ep, request_context& rc, const write_batch& batch) {
    const auto& one = batch.items.front();
    if (one.parked) {
        rc.response.status = 202;
        rc.succeed_with([&](json::writer& w) { w.raw(*one.parked); });
    } else if (batch.what == row_operation::remove) {
        rc.succeed();
    } else {
        if (batch.what == row_operation::create)
            rc.response.set("Location", ep.of.path + "/" + one.id.text());
        ep.answer_row(rc, batch.after[one.after->result], one.after->row, ep.hidden_from(rc));
    }
}

}

right right_to(row_operation what) {
    const bool deletes = what == row_operation::remove || what == row_operation::restore;
    return deletes ? right::del : right::put;
}

bool is_simple(const entity_endpoint& ep, const viewer& who, row_operation what) {
    if (ep.hooks.any_concerned(ep.of.as_hooked(), what)) return false;
    return what == row_operation::create || who.scopes(ep.of, right_to(what)).empty();
}

task<result<answered>> write_row(entity_endpoint& ep, request_context& rc, one_write w) {
    const auto who = ep.viewer_of(rc);
    const auto call = call_of(rc);
    const auto tx = co_await rc.database->begin(call);
    const auto before = co_await answered_before(rc, *tx, w.key);
    if (!before) co_return before.error();
    if (*before) co_return answered{};
    write_batch batch{w.what, {}, {}, {}};
    batch.items.emplace_back();
    batch.items.front().id = w.id;
    if (!w.cells.empty())
        batch.items.front().cells = std::make_shared<std::vector<cell>>(std::move(w.cells));
    writing how{ep.of, ep.bulk, ep.writer,        ep.hooks,   rc,
                *tx,   who,     right_to(w.what), w.versions, answers::rows};
    co_await write_rows(how, batch, on_refusal::stop);
    const auto& one = batch.items.front();
    if (one.refused) co_return *one.refused;
    if (!one.parked && w.what != row_operation::remove && !one.after)
        throw std::logic_error("a row that was written cannot be found");
    answer(ep, rc, batch);
    co_await keep_response(rc, *tx, w.key, rc.response.body);
    co_await tx->commit();
    co_await tell_of_commit(how, w.what);
    co_return answered{};
}

}
