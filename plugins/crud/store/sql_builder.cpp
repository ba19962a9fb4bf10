#include "store/sql_builder.hpp"
#include "domain/operators.hpp"
#include "domain/sql_text.hpp"
#include "domain/value_check.hpp"

namespace nucleus::crud {

namespace {

void add_comparison(sql_builder& sql, const entity& e, const expression& x) {
    const auto& c = e.columns[x.column];
    const auto& op = facts(x.how);
    const auto cast = facts(c.type).cast;
    sql.add(quoted(c.name)).add(op.sql);
    switch (op.takes) {
    case operand_count::none: return;
    case operand_count::one: sql.bind(x.operands.front(), cast); return;
    case operand_count::two:
        sql.bind(x.operands[0], cast).add(" AND ").bind(x.operands[1], cast);
        return;
    case operand_count::many: sql.add("(").bind(array_text(x.operands), cast).add("[])"); return;
    }
}

}

void add_condition(sql_builder& sql, const entity& e, const expression& where) {
    switch (where.is) {
    case expression::kind::always: sql.add("TRUE"); return;
    case expression::kind::compare: add_comparison(sql, e, where); return;
    case expression::kind::negation:
        sql.add("NOT (");
        add_condition(sql, e, where.parts.front());
        sql.add(")");
        return;
    case expression::kind::all:
    case expression::kind::any: {
        const std::string_view between = where.is == expression::kind::all ? " AND " : " OR ";
        for (std::size_t i = 0; i < where.parts.size(); ++i) {
            sql.add(i == 0 ? "(" : between);
            add_condition(sql, e, where.parts[i]);
        }
        sql.add(")");
        return;
    }
    }
}

void add_order(sql_builder& sql, const entity& e, const std::vector<sort_key>& order) {
    sql.add(" ORDER BY ");
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto& key = order[i];
        sql.add(i ? ", " : "")
            .add(quoted(e.columns[key.column].name))
            .add(key.descending ? " DESC" : " ASC");
        if (key.nulls == nulls_order::first) sql.add(" NULLS FIRST");
        if (key.nulls == nulls_order::last) sql.add(" NULLS LAST");
    }
}

std::string table_sql(const entity& e) { return "{schema}." + quoted(e.table); }

std::string projection_sql(const entity& e) {
    std::string list;
    for (const auto& c : e.columns)
        if (c.readable) list.append(list.empty() ? "" : ", ").append(quoted(c.name));
    return list;
}

}
