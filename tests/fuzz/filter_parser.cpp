// Fuzz target: the query parameters `filters` and, after a NUL byte, `sort`, as text.
#include "domain/filter_parser.hpp"
#include "domain/sort.hpp"
#include "store/sql_builder.hpp"
#include <cstdint>
#include <cstdlib>
#include <cstring>

using namespace nucleus;
using namespace nucleus::crud;

namespace {

std::unique_ptr<entity> every_kind() {
    entity_config e;
    e.table_name = "samples";
    for (std::size_t t = 0; t < nucleus_choices(static_cast<const column_type*>(nullptr)).size();
         ++t) {
        column_config c;
        c.name = "c" + std::to_string(t);
        c.type = static_cast<column_type>(t);
        e.columns.push_back(c);
        c.name += "_list";
        c.array = true;
        e.columns.push_back(c);
    }
    column_config status;
    status.name = "status";
    status.type = column_type::varchar;
    status.enum_values = {"open", "it's"};
    e.columns.push_back(status);
    return std::move(make_entities({{e}}, {}).front());
}

void demand(bool holds) {
    if (!holds) std::abort();
}

/// A refusal tells the client what to do; it never carries what PostgreSQL would.
void check_refusal(const error& e, std::string_view parameter) {
    demand(e.kind == &errors::invalid_query && !e.faults.empty());
    for (const auto& f : e.faults) demand(f.path == parameter && !f.message.empty());
}

/// The text is made of names of the entity and of placeholders: nothing of the request is in it.
void check_sql(const entity& e, const expression& where) {
    sql_builder sql;
    add_condition(sql, e, where);
    demand(sql.bound == sql.values.values().size());
    for (const char c : sql.text) demand(c != '\'' && c != ';' && c != '\\' && c != '\0');
    std::size_t placeholders = 0;
    for (const char c : sql.text) placeholders += c == '$';
    demand(placeholders == sql.bound);
    for (const auto& v : sql.values.values()) demand(v && v->find('\0') == std::string::npos);
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto samples = every_kind();
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto end = text.find('\0');
    const auto filters = text.substr(0, end);
    if (const auto where = parse_filters(*samples, filters, {}))
        check_sql(*samples, *where);
    else
        check_refusal(where.error(), "filters");
    if (end == text.npos) return 0;
    const auto order = parse_sort(*samples, text.substr(end + 1), {});
    if (!order)
        check_refusal(order.error(), "sort");
    else
        demand(!order->empty() && order->size() <= 17);
    return 0;
}
