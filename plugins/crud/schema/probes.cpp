#include "schema/probes.hpp"
#include "domain/sql_text.hpp"

namespace nucleus::crud {

namespace {

/// The column as it will be, computed from the row as it is.
std::string future_value(const table_comparison& c, const column& of) {
    const auto name = quoted(of.name);
    const auto* found = c.actual->column(of.name);
    if (found && found->type == c.declared.column(of.name)->type) return name;
    auto value = name;
    if (!found)
        value = of.default_sql.empty() || (varies(of) && !of.not_null) ? "NULL"
                                                                       : "(" + of.default_sql + ")";
    return value + "::" + of.sql_type() + " AS " + name;
}

/// The rows as they will be, under the name of the table.
std::string future_rows(const table_comparison& c, const std::string& alias) {
    std::string columns;
    for (const auto& one : c.of.columns)
        columns.append(columns.empty() ? "" : ", ").append(future_value(c, one));
    return "(SELECT " + columns + " FROM " + c.table + ") AS " + quoted(alias);
}

std::string find_row(const table_comparison& c, const std::string& condition) {
    return "SELECT 'row ' || id::text FROM " + future_rows(c, c.of.table) + " WHERE " + condition +
           " LIMIT 1";
}

}

std::string find_null(const table_comparison& c, const std::string& column) {
    return find_row(c, quoted(column) + " IS NULL");
}

std::string find_breach(const table_comparison& c, const std::string& condition) {
    return find_row(c, "NOT (" + condition + ")");
}

std::string find_equal(const table_comparison& c, const index& i) {
    std::string columns, condition = i.where.empty() ? "" : "(" + i.where + ")";
    for (const auto& name : i.columns) {
        columns.append(columns.empty() ? "" : ", ").append(quoted(name));
        condition.append(condition.empty() ? "" : " AND ").append(quoted(name) + " IS NOT NULL");
    }
    return "SELECT 'rows ' || min(id::text) || ' and ' || max(id::text) FROM " +
           future_rows(c, c.of.table) + " WHERE " + condition + " GROUP BY " + columns +
           " HAVING count(*) > 1 LIMIT 1";
}

std::string find_orphan(const table_comparison& c, const column& from,
                        const table_comparison* target) {
    const auto value = quoted(c.of.table) + "." + quoted(from.name);
    const auto& to = *from.references;
    if (target && !target->actual) return find_row(c, value + " IS NOT NULL");
    const auto there = target ? future_rows(*target, "referred")
                              : qualified(c.schema, to.table) + " AS \"referred\"";
    return find_row(c, value + " IS NOT NULL AND NOT EXISTS (SELECT FROM " + there +
                           " WHERE \"referred\"." + quoted(to.column) + " = " + value + ")");
}

}
