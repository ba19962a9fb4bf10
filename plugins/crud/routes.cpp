#include "routes.hpp"

namespace nucleus::crud {

namespace {

access for_verb(const entity& e, verb v, std::string_view method) {
    return e.is_open(v) ? access::anyone : access::claim(e.claim(method));
}

limit budget_of(const entity& e, verb v) { return e.is_open(v) ? limit::open : limit::user; }

void reads_json(endpoint& row, const shape& body) {
    row.body = body_mode::json;
    row.body_shape = &body;
}

void answers_row(endpoint& row, const entity& e) {
    row.answer_shape = &e.answer;
    row.answer_headers = {"ETag"};
}

}

void add_routes(catalog& c, entity_endpoint& ep) {
    const auto& e = ep.of;
    const auto one = e.path + "/:id";
    const auto get = for_verb(e, verb::get, "get"), put = for_verb(e, verb::put, "put");

    auto& list = c.get("GET_" + e.key, e.path, get, budget_of(e, verb::get), bind<&list_rows>(ep),
                       "List " + e.table);
    list.lists = list.any_query = true;
    list.query_shape = &shape_of<list_parameters>();
    list.answer_shape = &e.view;

    auto& query = c.post("QUERY_" + e.key, e.path + "/query", get, budget_of(e, verb::get),
                         bind<&query_rows>(ep), "List " + e.table + ", parameters in the body");
    reads_json(query, shape_of<list_body>());
    query.lists = query.optional_body = true;
    query.answer_shape = &e.view;

    auto& find = c.get("GET_" + e.key, one, get, budget_of(e, verb::get), bind<&get_row>(ep),
                       "One row of " + e.table);
    answers_row(find, e);
    find.answer_shape = &e.view;
    find.also_answers = {304};
    find.any_query = true;
    find.query_shape = &shape_of<row_parameters>();

    auto& add = c.post("ADD_" + e.key, e.path, for_verb(e, verb::post, "post"),
                       budget_of(e, verb::post), bind<&add_row>(ep), "Add a row to " + e.table);
    reads_json(add, e.create);
    answers_row(add, e);
    add.answer_headers.emplace_back("Location");
    add.answers(201).fails_with(
        {&errors::duplicate, &errors::referenced, &errors::constraint_violated});

    for (const auto method : {http::method::put, http::method::patch}) {
        auto& update = c.add(method, "UPDATE_" + e.key, one, put, budget_of(e, verb::put),
                             bind<&update_row>(ep), "Change fields of a row of " + e.table);
        reads_json(update, e.update);
        answers_row(update, e);
        update.partial_body = true;
        update.fails_with({&errors::duplicate, &errors::referenced, &errors::constraint_violated,
                           &errors::precondition_failed});
    }

    if (e.find("is_active")) {
        auto& toggle =
            c.patch("TOGGLE_" + e.key, one + "/toggle", put, budget_of(e, verb::put),
                    bind<&toggle_row>(ep), "Turn isActive of a row of " + e.table + " over");
        answers_row(toggle, e);
        toggle.fails_with({&errors::precondition_failed});
    }
    if (e.deleted_at) {
        auto& restore = c.patch("RESTORE_" + e.key, one + "/restore",
                                for_verb(e, verb::del, "delete"), budget_of(e, verb::del),
                                bind<&restore_row>(ep), "Undo the deletion of a row of " + e.table);
        answers_row(restore, e);
        restore.fails_with({&errors::duplicate});
    }

    c.del("DELETE_" + e.key, one, for_verb(e, verb::del, "delete"), budget_of(e, verb::del),
          bind<&delete_row>(ep), "Delete a row of " + e.table)
        .fails_with({&errors::referenced, &errors::precondition_failed});
}

}
