#include "schema/table_sql.hpp"
#include "domain/naming.hpp"
#include "domain/sql_text.hpp"

namespace nucleus::crud {

std::string qualified(const std::string& schema, const std::string& table) {
    return quoted(schema) + "." + quoted(table);
}

std::string_view action_sql(reference_action a) noexcept {
    switch (a) {
    case reference_action::no_action: break;
    case reference_action::restrict: return "RESTRICT";
    case reference_action::cascade: return "CASCADE";
    case reference_action::set_null: return "SET NULL";
    case reference_action::set_default: return "SET DEFAULT";
    }
    return "NO ACTION";
}

std::string column_sql(const column& c) {
    auto sql = quoted(c.name) + " " + c.sql_type();
    if (!c.default_sql.empty()) sql += " DEFAULT " + c.default_sql;
    if (c.not_null) sql += " NOT NULL";
    return sql;
}

std::string create_table_sql(const entity& e, const std::string& table, bool shadow) {
    std::string sql = shadow ? "CREATE TEMPORARY TABLE " : "CREATE TABLE ";
    sql += table + " (";
    for (const auto& c : e.columns) sql += column_sql(c) + ", ";
    sql += "CONSTRAINT " + quoted(object_name(e.table, {}, "pkey")) + " PRIMARY KEY (id))";
    return shadow ? sql + " ON COMMIT DROP" : sql;
}

std::string add_check_sql(const std::string& table, const check& c) {
    return "ALTER TABLE " + table + " ADD CONSTRAINT " + quoted(c.name) + " CHECK (" +
           c.expression + ")";
}

std::string create_index_sql(const std::string& table, const index& i, bool beside) {
    std::string columns, kind = i.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (beside) kind += "CONCURRENTLY ";
    const auto head = kind + quoted(i.name) + " ON " + table;
    if (!i.words.empty()) return head + " USING gin (" + i.words + ")";
    for (const auto& c : i.columns) columns.append(columns.empty() ? "" : ", ").append(quoted(c));
    const auto sql = head + " (" + columns + ")";
    return i.where.empty() ? sql : sql + " WHERE " + i.where;
}

std::string reference_sql(const column& c, const std::string& target_schema) {
    const auto& r = *c.references;
    return "FOREIGN KEY (" + quoted(c.name) + ") REFERENCES " + qualified(target_schema, r.table) +
           " (" + quoted(r.column) + ") ON DELETE " + std::string{action_sql(r.on_delete)} +
           " ON UPDATE " + std::string{action_sql(r.on_update)};
}

std::string declaration_sql(const entity& e) {
    const auto table = quoted(e.table);
    auto all = create_table_sql(e, table, false);
    for (const auto& c : e.checks) all.append("; ").append(add_check_sql(table, c));
    for (const auto& i : e.indexes) all.append("; ").append(create_index_sql(table, i, false));
    for (const auto& c : e.columns)
        if (c.references) all.append("; ").append(reference_sql(c, ""));
    return all;
}

}
