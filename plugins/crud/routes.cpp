#include "routes.hpp"
#include "domain/bulk_body.hpp"
#include "domain/naming.hpp"
#include "errors.hpp"

namespace nucleus::crud {

namespace {

/// A scope is about rows that are there: it says nothing about new ones, and allows none.
access for_verb(const entity& e, verb v, std::string_view method) {
    if (e.is_open(v)) return access::anyone;
    if (e.godmin_only) return access::godmin;
    return v == verb::post ? access::claim(e.claim(method)) : access::rows(e.claim(method));
}

limit budget_of(const entity& e, verb v) { return e.is_open(v) ? limit::open : limit::user; }

void reads_json(endpoint& row, const shape& body) {
    row.body = body_mode::json;
    row.body_shape = &body;
}

/// What hooks may refuse such a write with.
void add_refusals(endpoint& row, const entity_endpoint& ep, row_operation what) {
    for (const auto& hook : ep.hooks.all()) {
        if (!hook->concerns(ep.of.as_hooked(), what)) continue;
        const auto more = hook->refusals();
        row.errors.insert(row.errors.end(), more.begin(), more.end());
    }
}

/// Of a write.
void answers_row(endpoint& row, const entity& e) {
    row.answer_shape = &e.answer;
    row.also_answers = {202};
    row.answer_headers = {"ETag"};
}

/// Of a write to a row that is there.
void may_match(endpoint& row) {
    row.request_headers.push_back(
        {"If-Match", "Only if the row is still the one with this ETag; else 412"});
    row.fails_with({&errors::precondition_failed});
}

void may_be_repeated(endpoint& row) {
    row.request_headers.push_back(
        {"Idempotency-Key", "1 to 255 visible ASCII characters: sent again within 24 hours, the "
                            "first success is answered instead of done again"});
    row.answer_headers.emplace_back("Idempotency-Replayed");
    row.fails_with({&idempotency_mismatch, &errors::conflict});
}

}

/// Documentation of what a bulk answers.
struct bulk_failure {
    std::int64_t index = 0;
    std::optional<std::string> id;
    std::string code, message;
    std::optional<std::vector<raw_json>> errors;
};
NUCLEUS_DESCRIBE(bulk_failure, (index, "Of the item"), (id, "Of its row, if it is there"),
                 (code, "Of the error"), (message, "For people"), (errors, "Paths from the item"))
struct bulk_parked {
    std::int64_t index = 0;
    raw_json data;
};
NUCLEUS_DESCRIBE(bulk_parked, (index, "Of the item"), (data, "Why it waits"))
struct bulk_result {
    std::optional<std::int64_t> created, updated, deleted;
    std::optional<std::vector<std::string>> ids;
    std::optional<std::vector<raw_json>> items;
    std::optional<std::vector<bulk_failure>> failed;
    std::optional<std::vector<bulk_parked>> parked;
};
NUCLEUS_DESCRIBE(bulk_result, (created, "Rows that were made"), (updated, "Rows that were changed"),
                 (deleted, "Rows that were deleted"), (ids, "Of these rows, in order"),
                 (items, "The rows, with return=items"), (failed, "With mode=partial"),
                 (parked, "What waits for an approval"))

namespace {

void add_bulk_routes(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    const auto path = e.path + "/bulk";
    const auto plural = upper_snake(e.table);
    const auto describe = [&](endpoint& row, const shape& body) {
        reads_json(row, body);
        row.answer_shape = &shape_of<bulk_result>();
        row.live_body_limit = &ep.settings.bulk_body_limit;
        row.any_query = true;
        row.query_shape = &shape_of<bulk_parameters>();
        row.also_answers = {200};
        row.fails_with({&errors::duplicate, &errors::referenced, &errors::constraint_violated});
    };
    auto& add = c.post("BULK_ADD_" + plural, path, access::claim(e.claim("bulk.post")), limit::user,
                       bind<&explaining<&bulk_add, verb::post>>(ep), "Add rows to " + e.table);
    describe(add, shape_of<bulk_body>());
    add.answers(201);
    may_be_repeated(add);
    add_refusals(add, ep, row_operation::create);
    for (const bool update : {true, false}) {
        auto& row = c.add(update ? http::method::put : http::method::del,
                          (update ? "BULK_UPDATE_" : "BULK_DELETE_") + plural, path,
                          access::rows(e.claim(update ? "bulk.put" : "bulk.delete")), limit::user,
                          update ? bind<&explaining<&bulk_update, verb::put>>(ep)
                                 : bind<&explaining<&bulk_delete, verb::del>>(ep),
                          (update ? "Change rows of " : "Delete rows of ") + e.table);
        describe(row, shape_of<bulk_body>());
        row.also_answers.clear();
        row.fails_with({&too_many_affected});
        add_refusals(row, ep, update ? row_operation::update : row_operation::remove);
    }
}

}

namespace {

void add_reading(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    const auto get = for_verb(e, verb::get, "get");
    auto& list = c.get(e.get_key, e.path, get, budget_of(e, verb::get),
                       bind<&explaining<&list_rows, verb::get>>(ep), "List " + e.table);
    list.lists = list.any_query = true;
    list.query_shape = &shape_of<list_parameters>();
    list.answer_shape = &e.view;
    list.also_types = {"text/csv", "application/x-ndjson"};
    list.fails_with({&cursor_mismatch});

    auto& query = c.post("QUERY_" + e.key, e.path + "/query", get, budget_of(e, verb::get),
                         bind<&explaining<&query_rows, verb::get>>(ep),
                         "List " + e.table + ", parameters in the body");
    reads_json(query, shape_of<list_body>());
    query.lists = query.optional_body = true;
    query.answer_shape = &e.view;
    query.also_types = list.also_types;
    query.fails_with({&cursor_mismatch});
    if (e.only_lists) return;

    auto& find = c.get(e.get_key, e.path + "/:id", get, budget_of(e, verb::get),
                       bind<&explaining<&get_row, verb::get>>(ep), "One row of " + e.table);
    answers_row(find, e);
    find.answer_shape = &e.view;
    find.request_headers.push_back({"If-None-Match", "304 if the row still has this ETag"});
    find.also_answers = {304};
    find.any_query = true;
    find.query_shape = &shape_of<row_parameters>();
}

void add_creation(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    auto& add =
        c.post("ADD_" + e.key, e.path, for_verb(e, verb::post, "post"), budget_of(e, verb::post),
               bind<&explaining<&add_row, verb::post>>(ep), "Add a row to " + e.table);
    reads_json(add, e.create);
    answers_row(add, e);
    add.answer_headers.emplace_back("Location");
    may_be_repeated(add);
    add.answers(201).fails_with(
        {&errors::duplicate, &errors::referenced, &errors::constraint_violated});
    add_refusals(add, ep, row_operation::create);
}

void add_changes(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    const auto one = e.path + "/:id";
    const auto put = for_verb(e, verb::put, "put");
    for (const auto method : {http::method::put, http::method::patch}) {
        auto& update = c.add(method, "UPDATE_" + e.key, one, put, budget_of(e, verb::put),
                             bind<&explaining<&update_row, verb::put>>(ep),
                             "Change fields of a row of " + e.table);
        reads_json(update, e.update);
        answers_row(update, e);
        update.partial_body = true;
        may_match(update);
        update.fails_with({&errors::duplicate, &errors::referenced, &errors::constraint_violated});
        add_refusals(update, ep, row_operation::update);
    }
    if (!e.is_active) return;
    auto& toggle = c.patch("TOGGLE_" + e.key, one + "/toggle", put, budget_of(e, verb::put),
                           bind<&explaining<&toggle_row, verb::put>>(ep),
                           "Turn isActive of a row of " + e.table + " over");
    answers_row(toggle, e);
    may_match(toggle);
    toggle.fails_with({&errors::duplicate, &errors::constraint_violated});
    add_refusals(toggle, ep, row_operation::toggle);
}

void add_deletion(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    const auto one = e.path + "/:id";
    const auto del = for_verb(e, verb::del, "delete");
    auto& remove =
        c.del("DELETE_" + e.key, one, del, budget_of(e, verb::del),
              bind<&explaining<&delete_row, verb::del>>(ep), "Delete a row of " + e.table);
    remove.also_answers = {202};
    may_match(remove);
    remove.fails_with({&errors::referenced});
    add_refusals(remove, ep, row_operation::remove);
    if (!e.deleted_at) return;
    auto& restore = c.patch("RESTORE_" + e.key, one + "/restore", del, budget_of(e, verb::del),
                            bind<&explaining<&restore_row, verb::put>>(ep),
                            "Undo the deletion of a row of " + e.table);
    answers_row(restore, e);
    may_match(restore);
    restore.fails_with({&errors::duplicate, &errors::constraint_violated});
    add_refusals(restore, ep, row_operation::restore);
}

}

void add_routes(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    const auto first = c.rows().size();
    if (e.offers(verb::get)) add_reading(c, ep);
    if (e.offers(verb::post)) add_creation(c, ep);
    if (e.offers(verb::put)) add_changes(c, ep);
    if (e.offers(verb::del)) add_deletion(c, ep);
    if (e.bulk) add_bulk_routes(c, ep);
    if (!e.at_home_only) return;
    for (auto i = first; i < c.rows().size(); ++i) c.rows()[i].about = territory::home;
}

}
