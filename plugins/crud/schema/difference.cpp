#include "schema/difference.hpp"
#include "domain/naming.hpp"
#include "domain/sql_text.hpp"
#include "schema/table_sql.hpp"
#include <algorithm>
#include <optional>

namespace nucleus::crud {

namespace {

/// n of "character varying(n)".
std::optional<int> varchar_length(const std::string& type) {
    constexpr std::string_view prefix = "character varying(";
    if (!type.starts_with(prefix) || type.ends_with("[]")) return std::nullopt;
    return std::stoi(type.substr(prefix.size()));
}

/// Every value of the one fits the other, and PostgreSQL need not look at the rows.
bool widens(const std::string& from, const std::string& to) {
    const auto a = varchar_length(from), b = varchar_length(to);
    return a && (to == "text" || to == "character varying" || (b && *b >= *a));
}

char action_code(reference_action a) {
    switch (a) {
    case reference_action::no_action: break;
    case reference_action::restrict: return 'r';
    case reference_action::cascade: return 'c';
    case reference_action::set_null: return 'n';
    case reference_action::set_default: return 'd';
    }
    return 'a';
}

std::string reference_text(const column& c) {
    const auto& r = *c.references;
    return c.name + " " + r.table + " " + r.column + " " + action_code(r.on_delete) +
           action_code(r.on_update);
}

class planner {
public:
    planner(const actual_schema& declared, const actual_schema& actual, std::string schema)
        : declared_{declared}
        , actual_{actual}
        , schema_{std::move(schema)} {}

    std::vector<change> run(const std::vector<const entity*>& entities) {
        for (const auto* e : entities) tables(*e);
        for (const auto* e : entities) obsolete(*e);
        for (const auto* e : entities) checks(*e);
        for (const auto* e : entities) indexes(*e);
        for (const auto* e : entities) references(*e);
        return std::move(changes_);
    }

private:
    void add(std::string object, std::string what, std::string sql, std::string remedy = {}) {
        changes_.push_back(
            {std::move(object), std::move(what), std::move(sql), false, true, std::move(remedy)});
    }
    void add_destructive(std::string object, std::string what, std::string sql, bool needed,
                         std::string remedy) {
        changes_.push_back(
            {std::move(object), std::move(what), std::move(sql), true, needed, std::move(remedy)});
    }
    [[nodiscard]] const actual_table* existing(const entity& e) const {
        const auto at = actual_.find(e.table);
        return at == actual_.end() ? nullptr : &at->second;
    }

    void tables(const entity& e) {
        const auto* has = existing(e);
        if (!has)
            return add(e.table, "create the table",
                       create_table_sql(e, qualified(schema_, e.table), false));
        for (const auto& c : e.columns) {
            const auto* found = has->column(c.name);
            if (found)
                column_differences(e, c, *found);
            else
                add(e.table + "." + c.name, "add the column",
                    "ALTER TABLE " + qualified(schema_, e.table) + " ADD COLUMN " + column_sql(c),
                    "the table has rows: give the column a default, or leave out notNull");
        }
        for (const auto& c : has->columns)
            if (!e.find(c.name))
                add_destructive(
                    e.table + "." + c.name, "drop the column, which is no longer declared",
                    "ALTER TABLE " + qualified(schema_, e.table) + " DROP COLUMN " + quoted(c.name),
                    false, {});
    }

    void column_differences(const entity& e, const column& c, const actual_column& found) {
        const auto* want = declared_.at(e.table).column(c.name);
        const auto object = e.table + "." + c.name;
        const auto alter =
            "ALTER TABLE " + qualified(schema_, e.table) + " ALTER COLUMN " + quoted(c.name);
        if (want->type != found.type) {
            const auto what = "change the type from " + found.type + " to " + want->type;
            const auto sql = alter + " TYPE " + c.sql_type();
            if (widens(found.type, want->type))
                add(object, what, sql);
            else
                add_destructive(object, what,
                                sql + " USING " + quoted(c.name) + "::" + c.sql_type(), true,
                                "values may be cut or refused: declare " + found.type +
                                    ", or run 'nucleusd migrate apply --allow-destructive'");
        }
        if (want->default_sql != found.default_sql)
            add(object,
                want->default_sql.empty() ? "drop the default"
                                          : "set the default to " + want->default_sql,
                alter +
                    (c.default_sql.empty() ? " DROP DEFAULT" : " SET DEFAULT " + c.default_sql));
        if (want->not_null && !found.not_null)
            add(object, "require a value", alter + " SET NOT NULL",
                "rows without a value exist: fill them in first, or leave out notNull");
        if (!want->not_null && found.not_null) add(object, "allow null", alter + " DROP NOT NULL");
    }

    /// Rules of columns that are not declared any more: they would refuse what is allowed now.
    void obsolete(const entity& e) {
        const auto* has = existing(e);
        if (!has) return;
        const auto& want = declared_.at(e.table);
        const auto table = qualified(schema_, e.table);
        for (const auto& c : has->columns) {
            const auto check = object_name(e.table, {c.name}, "check"),
                       key = object_name(e.table, {c.name}, "key");
            const auto reference = object_name(e.table, {c.name}, "fkey");
            const auto declared = e.find(c.name);
            if (has->checks.contains(check) && !want.checks.contains(check))
                add(e.table + "." + c.name, "drop the check",
                    "ALTER TABLE " + table + " DROP CONSTRAINT " + quoted(check));
            if (has->references.contains(reference) &&
                !(declared && e.columns[*declared].references))
                add(e.table + "." + c.name, "drop the foreign key",
                    "ALTER TABLE " + table + " DROP CONSTRAINT " + quoted(reference));
            if (has->indexes.contains(key) && !want.indexes.contains(key))
                add(e.table + "." + c.name, "drop the unique index",
                    "DROP INDEX " + qualified(schema_, key));
        }
    }

    void checks(const entity& e) {
        const auto* has = existing(e);
        for (const auto& c : e.checks) {
            const auto table = qualified(schema_, e.table);
            std::string sql;
            if (has) {
                const auto found = has->checks.find(c.name);
                if (found != has->checks.end()) {
                    if (found->second == declared_.at(e.table).checks.at(c.name)) continue;
                    sql = "ALTER TABLE " + table + " DROP CONSTRAINT " + quoted(c.name) + "; ";
                }
            }
            add(e.table + "." + c.name, sql.empty() ? "add the check" : "replace the check",
                sql + add_check_sql(table, c),
                "rows that break it exist: correct them first, or change " +
                    (c.column.empty() ? "the constraint" : "the rules of column " + c.column));
        }
    }

    void indexes(const entity& e) {
        const auto* has = existing(e);
        for (const auto& i : e.indexes) {
            std::string sql;
            if (has) {
                const auto found = has->indexes.find(i.name);
                if (found != has->indexes.end()) {
                    if (found->second == declared_.at(e.table).indexes.at(i.name)) continue;
                    sql = "DROP INDEX " + qualified(schema_, i.name) + "; ";
                }
            }
            add(e.table + "." + i.name, sql.empty() ? "create the index" : "replace the index",
                sql + create_index_sql(qualified(schema_, e.table), i),
                "rows with equal values exist: make them different first, or leave out unique");
        }
    }

    void references(const entity& e) {
        const auto* has = existing(e);
        for (const auto& c : e.columns) {
            if (!c.references) continue;
            const auto table = qualified(schema_, e.table),
                       name = object_name(e.table, {c.name}, "fkey");
            std::string sql;
            if (has) {
                const auto found = has->references.find(name);
                if (found != has->references.end()) {
                    if (found->second == reference_text(c)) continue;
                    sql = "ALTER TABLE " + table + " DROP CONSTRAINT " + quoted(name) + "; ";
                }
            }
            add(e.table + "." + c.name, "add the foreign key to " + c.references->table,
                sql + add_reference_sql(e, c, table, schema_),
                "table " + c.references->table +
                    " must exist, and every value must be in it: correct the rows first");
        }
    }

    const actual_schema& declared_;
    const actual_schema& actual_;
    std::string schema_;
    std::vector<change> changes_;
};

}

std::vector<change> difference(const std::vector<const entity*>& entities,
                               const actual_schema& declared, const actual_schema& actual,
                               const std::string& schema) {
    return planner{declared, actual, schema}.run(entities);
}

}
