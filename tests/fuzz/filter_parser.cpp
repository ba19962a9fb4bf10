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

/// Samples of every type, which belong to groups; so groups have many samples.
std::vector<std::unique_ptr<entity>> every_kind() {
    entity_config groups;
    groups.table_name = "groups";
    column_config name;
    name.name = "name";
    groups.columns = {name};
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
    column_config group;
    group.name = "group_id";
    group.type = column_type::uuid;
    group.references = reference_config{"groups"};
    e.columns.push_back(group);
    return make_entities({{groups, e}}, {});
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
void check_sql(const entity& e, const expression& where, const viewer& who) {
    sql_builder sql;
    row_source from{sql, e, who};
    add_condition(sql, from, where);
    sql.text += from.from();
    demand(sql.bound == sql.values.values().size());
    const std::string_view language{"'simple'::regconfig"}; // of the operator `matches`
    for (auto at = sql.text.find(language); at != sql.text.npos; at = sql.text.find(language))
        sql.text.erase(at, language.size());
    for (const char c : sql.text) demand(c != '\'' && c != ';' && c != '\\' && c != '\0');
    std::size_t placeholders = 0;
    for (const char c : sql.text) placeholders += c == '$';
    demand(placeholders == sql.bound);
    for (const auto& v : sql.values.values()) demand(v && v->find('\0') == std::string::npos);
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto entities = every_kind();
    static const auto god = [] {
        principal p;
        p.is_god = true;
        return p;
    }();
    const viewer who{&god};
    const auto& samples = entities[size % 2];
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto end = text.find('\0');
    const auto filters = text.substr(0, end);
    filter_budget budget;
    if (const auto where = parse_filters(*samples, filters, who, budget))
        check_sql(*samples, *where, who);
    else
        check_refusal(where.error(), "filters");
    if (end == text.npos) return 0;
    const auto order = parse_sort(*samples, text.substr(end + 1), who);
    if (!order)
        check_refusal(order.error(), "sort");
    else
        demand(!order->empty() && order->size() <= 17);
    return 0;
}
