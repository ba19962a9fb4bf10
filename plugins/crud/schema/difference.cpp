#include "schema/difference.hpp"
#include "schema/comparison.hpp"
#include <iterator>

namespace nucleus::crud {

namespace {

void append(std::vector<change>& to, std::vector<change> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

change create_table(const table_comparison& c) {
    return {c.of.table, "create the table", create_table_sql(c.of, c.table, false)};
}

}

std::vector<change> difference(const std::vector<const entity*>& entities,
                               const actual_schema& declared, const actual_schema& actual,
                               const std::string& schema) {
    std::vector<table_comparison> all;
    for (const auto* e : entities) {
        const auto found = actual.find(e->table);
        auto& c = all.emplace_back(table_comparison{*e, declared.at(e->table), {}, schema});
        if (found != actual.end()) c.actual = found->second;
    }
    std::vector<change> changes;
    for (auto& c : all)
        append(changes, c.actual ? column_changes(c) : std::vector{create_table(c)});
    for (const auto& c : all)
        if (c.actual) append(changes, obsolete_rules(c));
    for (const auto& c : all) append(changes, check_changes(c));
    for (const auto& c : all) append(changes, index_changes(c));
    for (const auto& c : all) append(changes, reference_changes(c, all, actual));
    return changes;
}

}
