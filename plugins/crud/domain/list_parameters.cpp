#include "domain/list_parameters.hpp"
#include "domain/json_literal.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

/// `?status=active`: told how it is done.
void show_filters(error& e, const entity& of, const viewer& who) {
    const auto hidden = who.hidden(of);
    for (auto& f : e.faults)
        if (f.code == "unknown_parameter" && of.find_visible(f.path, hidden))
            f.message += R"(; rows are chosen with filters=[{"field":")" + f.path +
                         R"(","operator":"eq","value":…}])";
}

/// A member of the body is a parameter like those of the query string.
error in_words_of_query(error e) {
    if (!e.is(errors::validation_failed)) return e;
    e.kind = &errors::invalid_query;
    for (auto& f : e.faults) {
        if (f.path.starts_with('/')) f.path.erase(0, 1);
        if (f.code == "unknown_field") f.code = "unknown_parameter";
    }
    return e;
}

/// JSON that was given as a string is what it holds.
std::optional<std::string> text_of(const std::optional<raw_json>& given) {
    if (!given) return std::nullopt;
    auto literal = read_literal(given->text);
    if (literal.is == json_literal::kind::string) return std::move(literal.text);
    return given->text;
}

}

result<list_parameters> read_list_parameters(const entity& e, std::string_view query,
                                             const viewer& who) {
    list_parameters given;
    if (query.empty()) return given;
    if (auto r = json::read_query(shape_of<list_parameters>(), &given, query); !r) {
        auto why = r.error();
        show_filters(why, e, who);
        return why;
    }
    return given;
}

result<list_parameters> read_list_body(std::string_view json) {
    list_parameters p;
    if (json.empty()) return p;
    const auto body = json::read<list_body>(json);
    if (!body) return in_words_of_query(body.error());
    p.page = body->page, p.limit = body->limit, p.offset = body->offset;
    p.cursor = body->cursor, p.format = body->format;
    p.count = body->count, p.deleted = body->deleted, p.search = body->search;
    p.filters = text_of(body->filters), p.sort = text_of(body->sort);
    p.fields = text_of(body->fields), p.with = text_of(body->with);
    p.distinct = text_of(body->distinct), p.aggregate = text_of(body->aggregate);
    p.group_by = text_of(body->group_by), p.order_by = body->order_by;
    p.relations = text_of(body->relations), p.select = text_of(body->select);
    p.order_direction = body->order_direction;
    return p;
}

std::string sort_text(const list_parameters& given) {
    if (!given.order_by) return given.sort.value_or("");
    std::string text{R"([{"field":)"};
    json::append_string(text, *given.order_by);
    const bool down = given.order_direction == sort_direction::desc;
    return text + (down ? R"(,"direction":"desc"}])" : "}]");
}

}
