// POST, PUT and DELETE /<entity>/bulk
#include "domain/bulk_body.hpp"
#include "domain/filter_parser.hpp"
#include "errors.hpp"
#include "handlers/write_row.hpp"
#include "store/json_paths.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

right bulk_right_to(row_operation what) {
    return what == row_operation::remove ? right::bulk_del : right::bulk_put;
}

std::string_view name_of(row_operation what) {
    switch (what) {
    case row_operation::create: return "created";
    case row_operation::remove: return "deleted";
    default: return "updated";
    }
}

void write_failed(json::writer& w, const planned_write& one, bool is_there) {
    const auto& why = *one.refused;
    w.begin_object();
    w.key("index").value(static_cast<std::uint64_t>(one.index));
    if (is_there && !one.id.nil()) w.key("id").value(one.id.text());
    w.key("code").value(why.kind->code);
    w.key("message").value(why.text());
    if (!why.faults.empty()) {
        w.key("errors").begin_array();
        for (const auto& f : why.faults) {
            w.begin_object();
            w.key("path").value(f.path);
            w.key("code").value(f.code);
            w.key("message").value(f.message);
            w.end_object();
        }
        w.end_array();
    }
    w.end_object();
}

class bulk_answer {
public:
    bulk_answer(const entity_endpoint& ep, const column_set& hidden, write_batch& batch)
        : ep_{ep}
        , hidden_{hidden}
        , batch_{batch}
        , done_{batch.going_on()} {}

    void write(json::writer& w, const bulk_parameters& p) const {
        w.begin_object();
        w.key(name_of(batch_.what)).value(static_cast<std::uint64_t>(done_.size()));
        if (p.returns == bulk_return::items && batch_.what != row_operation::remove)
            write_rows(w);
        else
            write_ids(w);
        if (p.mode == bulk_mode::partial) {
            w.key("failed").begin_array();
            for (const auto& one : batch_.items)
                if (one.refused) write_failed(w, one, batch_.what != row_operation::create);
            w.end_array();
        }
        write_parked(w);
        w.end_object();
    }

private:
    void write_rows(json::writer& w) const {
        w.key("items").begin_array();
        std::string row;
        for (const auto* one : done_) {
            if (!one->after) throw std::logic_error("a row that was written cannot be found");
            row.clear();
            ep_.writer.write(row, batch_.after[one->after->result], one->after->row, 1, hidden_,
                             ep_.settings.big_numbers);
            w.raw(row);
        }
        w.end_array();
    }
    void write_ids(json::writer& w) const {
        w.key("ids").begin_array();
        for (const auto* one : done_) w.value(one->id.text());
        w.end_array();
    }
    void write_parked(json::writer& w) const {
        bool any = false;
        for (const auto& one : batch_.items) {
            if (!one.parked) continue;
            if (!std::exchange(any, true)) w.key("parked").begin_array();
            w.begin_object();
            w.key("index").value(static_cast<std::uint64_t>(one.index));
            w.key("data").raw(*one.parked);
            w.end_object();
        }
        if (any) w.end_array();
    }

    const entity_endpoint& ep_;
    const column_set& hidden_;
    write_batch& batch_;
    std::vector<planned_write*> done_;
};

error nothing_to_set() {
    return {errors::validation_failed,
            {},
            {{"/set", "empty_update", "give at least one field to change"}}};
}

error more_than(std::int64_t most) {
    return {too_many_affected, "More than " + std::to_string(most) +
                                   " rows meet the filters (maxAffected); nothing was changed."};
}

/// Which rows are meant, by who may read them: filters tell what is in a row. Asked before a
/// connection is leased: the one that PostgreSQL judges JSON paths on may have to come from the
/// same pool.
task<result<expression>> read_filters(const entity_endpoint& ep, const request_context& rc,
                                      const viewer& who, const std::string& filters) {
    if (!who.reads(ep.of))
        co_return error{errors::forbidden, "Filters take the claim " + ep.of.claim("get") +
                                               "; without it name the "
                                               "rows by their ids."};
    filter_budget budget{ep.settings.max_expressions, ep.settings.max_depth};
    auto where = parse_filters(ep.of, filters, who, budget);
    if (!where) co_return where.error();
    const auto call = call_of(rc);
    const auto sound = co_await check_json_paths(*rc.database, call, budget.paths);
    if (!sound) co_return sound.error();
    co_return std::move(*where);
}

/// The rows that meet the filter become items.
task<result<void>> choose_items(const writing& w, const expression& where, bulk_request& b) {
    pg::rows ids;
    std::optional<error> refused;
    try {
        ids = co_await w.store.choose(w.tx, where, w.who, w.what, b.max_affected + 1);
    } catch (const pg::query_failure& f) { // what the filters say, not what is written
        refused = explain(w.of, f, verb::get);
        if (!refused) throw;
    }
    if (refused) co_return std::move(*refused);
    if (ids.size() > static_cast<std::size_t>(b.max_affected)) co_return more_than(b.max_affected);
    for (std::size_t r = 0; r < ids.size(); ++r) {
        auto& one = b.items.emplace_back(b.change);
        one.index = r;
        one.id = ids.id(r, 0);
    }
    co_return result<void>{};
}

task<result<answered>> write_bulk(entity_endpoint& ep, request_context& rc, row_operation what) {
    bulk_parameters p;
    if (auto read = json::read_query(shape_of<bulk_parameters>(), &p, rc.request.query); !read)
        co_return read.error();
    auto key =
        what == row_operation::create ? asked_key(rc) : result<std::optional<idempotent_request>>{};
    if (!key) co_return key.error();
    const visible_shape known{what == row_operation::create ? ep.of.create : ep.of.update,
                              ep.hidden_from(rc)};
    if (const auto complete = known.check_complete(); !complete) co_return complete.error();
    auto asked = read_bulk(ep.of, what, known.get(), rc.request.body, ep.settings.max_bulk_items);
    if (!asked) co_return asked.error();
    const auto v = what == row_operation::create ? verb::post : verb::put;
    for (auto& one : asked->items)
        if (!one.refused) ep.settle_owner(rc, *one.cells, v);
    if (what == row_operation::update) {
        check_given(*asked);
        if (asked->filters) ep.settle_owner(rc, *asked->change.cells, v);
        if (asked->filters && !asked->change.gives_something()) co_return nothing_to_set();
    }

    const auto who = ep.viewer_of(rc);
    expression where;
    if (asked->filters) {
        auto read = co_await read_filters(ep, rc, who, *asked->filters);
        if (!read) co_return read.error();
        where = std::move(*read);
    }
    const auto call = call_of(rc);
    const auto tx = co_await rc.database->begin(call);
    const auto before = co_await answered_before(rc, *tx, *key);
    if (!before) co_return before.error();
    if (*before) co_return answered{};
    writing how{ep.of,        ep.bulk,
                ep.writer,    ep.hooks,
                rc,           *tx,
                who,          bulk_right_to(what),
                std::nullopt, p.returns == bulk_return::items ? answers::rows : answers::ids};
    if (asked->filters) {
        const auto chosen = co_await choose_items(how, where, *asked);
        if (!chosen) co_return chosen.error();
    }
    write_batch batch{what, std::move(asked->items), {}, {}};
    const bool atomic = p.mode == bulk_mode::atomic;
    if (!batch.items.empty() && !(atomic && batch.any_refused()))
        co_await write_rows(how, batch, atomic ? on_refusal::stop : on_refusal::go_on);
    if (atomic && batch.any_refused())
        co_return asked->filters
            ? shared_refusals(batch.items, what == row_operation::remove ? "" : "/set")
            : all_refusals(batch.items, asked->at);
    if (!atomic) rc.response.status = 200;
    const auto hidden = ep.hidden_from(rc);
    const bulk_answer answer{ep, hidden, batch};
    rc.succeed_with([&](json::writer& w) { answer.write(w, p); });
    if (*key) { // ids are enough to keep
        std::string kept;
        json::writer w{kept};
        bulk_parameters ids_only = p;
        ids_only.returns = bulk_return::ids;
        w.begin_object().key("success").value(true).key("data");
        answer.write(w, ids_only);
        w.end_object();
        co_await keep_response(rc, *tx, *key, kept);
    }
    co_await tx->commit();
    co_await tell_of_commit(how, what);
    co_return answered{};
}

}

task<result<answered>> bulk_add(entity_endpoint& ep, request_context& rc) {
    return write_bulk(ep, rc, row_operation::create);
}
task<result<answered>> bulk_update(entity_endpoint& ep, request_context& rc) {
    return write_bulk(ep, rc, row_operation::update);
}
task<result<answered>> bulk_delete(entity_endpoint& ep, request_context& rc) {
    return write_bulk(ep, rc, row_operation::remove);
}

}
