#include "queries/sql_audit.hpp"
#include <map>

namespace nucleus::fuzz {

namespace {

constexpr std::string_view mark = "{schema}.\"";

/// What every table is called in the statement. Empty when one has no alias or is unknown.
std::map<std::string, const crud::entity*> tables_of(const world& w, std::string_view sql,
                                                     std::string& wrong) {
    std::map<std::string, const crud::entity*> tables;
    for (auto at = sql.find(mark); at != sql.npos; at = sql.find(mark, at + 1)) {
        const auto rest = sql.substr(at + mark.size());
        const auto name = rest.substr(0, rest.find('"'));
        const auto after = rest.substr(name.size());
        const auto* e = w.find(name);
        if (!e || !after.starts_with("\" AS t")) {
            wrong = "an unknown table, or one without an alias: " + std::string{name};
            return {};
        }
        const auto alias = after.substr(5);
        if (!tables.emplace(alias.substr(0, alias.find_first_not_of("t0123456789")), e).second)
            wrong = "two tables of one alias";
    }
    return tables;
}

std::string about(std::string_view what, const crud::entity& e, std::string_view column = {}) {
    return std::string{what} + ": " + e.table + (column.empty() ? "" : ".") + std::string{column};
}

std::string check_columns(const world& w, const caller& c, std::string_view sql,
                          const std::string& alias, const crud::entity& e) {
    const auto reference = alias + ".\"";
    for (auto at = sql.find(reference); at != sql.npos; at = sql.find(reference, at + 1)) {
        if (at > 0 && sql[at - 1] != ' ' && sql[at - 1] != '(') continue; // of another alias
        const auto rest = sql.substr(at + reference.size());
        const auto name = rest.substr(0, rest.find('"'));
        const auto column = e.find(name);
        if (!column || e.columns[*column].name != name) return about("no such column", e, name);
        const bool scope =
            column == e.deleted_at && rest.substr(name.size() + 1).starts_with(" IS ");
        if (!scope && !w.sees(c, e, *column)) return about("a column out of sight", e, name);
    }
    return {};
}

/// Only rows that are there for the caller.
std::string check_scope(const world& w, const caller& c, const sent& s, const std::string& alias,
                        const crud::entity& e, crud::deleted_mode deleted) {
    const bool own = alias == "t" && !s.name.ends_with(".related");
    if (e.deleted_at && (!own || deleted != crud::deleted_mode::with)) {
        const bool gone = own && deleted == crud::deleted_mode::only;
        const auto scope = alias + ".\"deleted_at\" IS " + (gone ? "NOT NULL" : "NULL");
        if (s.sql.find(scope) == s.sql.npos) return about("deleted rows can be seen", e);
    }
    const auto owner = w.restricted_to(c, e);
    if (!owner) return {};
    const auto scope = " AND " + alias + ".\"" + e.columns[*e.owner].name + "\" = $";
    for (auto at = s.sql.find(scope); at != s.sql.npos; at = s.sql.find(scope, at + 1)) {
        const auto n = std::stoul(s.sql.substr(at + scope.size()));
        if (n <= s.values.size() && s.values[n - 1] == owner) return {};
    }
    return about("rows of others can be seen", e);
}

}

std::string audit(const world& w, const caller& c, const sent& s, crud::deleted_mode deleted) {
    if (s.sql.find(mark) == s.sql.npos) return {}; // about no table: a setting of the session
    std::string wrong;
    for (const auto& [alias, e] : tables_of(w, s.sql, wrong)) {
        if (!w.reads(c, *e)) return about("a table out of sight", *e);
        if (wrong.empty()) wrong = check_columns(w, c, s.sql, alias, *e);
        if (wrong.empty()) wrong = check_scope(w, c, s, alias, *e, deleted);
    }
    return wrong;
}

}
