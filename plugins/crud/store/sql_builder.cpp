#include "store/sql_builder.hpp"
#include "domain/operators.hpp"
#include "domain/search_words.hpp"
#include "domain/sql_text.hpp"
#include <algorithm>
#include <nucleus/log.hpp>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::crud {

namespace {

/// What `near` and `far` of a relation have in common, between two aliases.
std::string link(const std::string& left, const entity& of, std::size_t a, const std::string& right,
                 const entity& to, std::size_t b) {
    return left + "." + quoted(of.columns[a].name) + " = " + right + "." +
           quoted(to.columns[b].name);
}

void add_array(sql_builder& sql, const std::vector<std::string>& elements, std::string_view type) {
    sql.bind(pg::array_text{elements}.text(), type).add("[]");
}

void add_comparison(sql_builder& sql, row_source& from, const expression& x) {
    const auto& owner = entity_of(from.of(), x.field);
    const auto& c = owner.columns[x.field.column];
    const auto& op = facts(x.how);
    const auto type = facts(c.type).cast;
    const auto column = from.column(x.field);
    switch (op.on) {
    case applies_to::text:
        // The blanks that fill up a char(n) are no part of the text.
        sql.add(column).add(c.type == column_type::fixed_char ? "::text" : "");
        sql.add(op.sql).bind(x.operands.front(), "text");
        return;
    case applies_to::json: sql.add(column).add(op.sql).bind(x.operands.front(), "jsonpath"); return;
    case applies_to::search_words:
        sql.add("to_tsvector(" + language_sql(owner) + ", " + column + ")").add(op.sql);
        sql.add("websearch_to_tsquery(" + language_sql(owner) + ", ");
        sql.bind(x.operands.front(), "text").add(")");
        return;
    case applies_to::arrays:
        sql.add(column).add(op.sql);
        add_array(sql, x.operands, type);
        return;
    default: break;
    }
    if (op.takes == operand_count::many && x.operands.empty()) {
        // All or nothing, but not NULL.
        sql.add(column).add(x.how == comparison::in ? " <> " : " = ").add(column);
        return;
    }
    sql.add(column).add(op.sql);
    switch (op.takes) {
    case operand_count::none: return;
    case operand_count::one: sql.bind(x.operands.front(), type); return;
    case operand_count::two:
        sql.bind(x.operands[0], type).add(" AND ").bind(x.operands[1], type);
        return;
    case operand_count::many:
        sql.add("(");
        add_array(sql, x.operands, type);
        sql.add(")");
        return;
    }
}

/// EXISTS over the rows at the other end of a to-many relation. `every`: there is none that is not
/// so.
void add_related(sql_builder& sql, const row_source& outer, const expression& x) {
    const auto& r = *x.over;
    row_source inner{sql, *r.target, outer.who()};
    const auto where = sql.aside([&] {
        const bool every = x.is == expression::kind::every;
        if (every) sql.add("(");
        add_condition(sql, inner, x.parts.front());
        if (every) sql.add(") IS NOT TRUE");
        add_scope(sql, inner);
    });
    sql.add(x.is == expression::kind::some ? "EXISTS (SELECT 1 FROM "
                                           : "NOT EXISTS (SELECT 1 FROM ");
    sql.add(inner.from());
    if (r.junction) {
        row_source between{sql, *r.junction, outer.who()};
        const auto scope = sql.aside([&] { add_scope(sql, between); });
        sql.add(" JOIN ").add(between.operand()).add(" ON ");
        sql.add(link(between.alias(), *r.junction, r.across_far, inner.alias(), *r.target, r.far));
        sql.add(scope).add(" WHERE ");
        sql.add(
            link(between.alias(), *r.junction, r.across_near, outer.alias(), outer.of(), r.near));
    } else {
        sql.add(" WHERE ");
        sql.add(link(inner.alias(), *r.target, r.far, outer.alias(), outer.of(), r.near));
    }
    sql.add(" AND ").add(where).add(")");
}

}

row_source::row_source(sql_builder& sql, const entity& e, const viewer& who, right what)
    : sql_{sql}
    , entity_{e}
    , who_{who}
    , what_{what}
    , alias_{sql.next_alias()} {}

std::string row_source::column(std::size_t own) const {
    return alias_ + "." + quoted(entity_.columns[own].name);
}

std::string row_source::column(const field_ref& f) {
    if (f.path.empty()) return column(f.column);
    return join(f.path).alias + "." + quoted(f.path.back()->target->columns[f.column].name);
}

const row_source::joined& row_source::join(const std::vector<const relation*>& path) {
    for (const auto& j : joins_)
        if (j.path == path && j.trusted == trusted_) return j;
    const std::vector<const relation*> before{path.begin(), path.end() - 1};
    const auto& near_entity = before.empty() ? entity_ : *before.back()->target;
    const auto near_alias = before.empty() ? alias_ : join(before).alias;
    const auto& r = *path.back();
    row_source far{sql_, *r.target, who()};
    const auto scope = sql_.aside([&] { add_scope(sql_, far); });
    auto text = " LEFT JOIN " + far.operand() + " ON " +
                link(far.alias(), *r.target, r.far, near_alias, near_entity, r.near) + scope;
    return joins_.emplace_back(joined{path, trusted_, far.alias(), std::move(text)});
}

std::string row_source::from() const {
    auto out = table_sql(entity_) + " AS " + alias_;
    for (const auto& j : joins_) out += j.sql;
    return out;
}

void add_condition(sql_builder& sql, row_source& from, const expression& where) {
    switch (where.is) {
    case expression::kind::always: sql.add("TRUE"); return;
    case expression::kind::compare: add_comparison(sql, from, where); return;
    case expression::kind::some:
    case expression::kind::none:
    case expression::kind::every: add_related(sql, from, where); return;
    case expression::kind::negation:
        sql.add("NOT (");
        add_condition(sql, from, where.parts.front());
        sql.add(")");
        return;
    case expression::kind::all:
    case expression::kind::any: {
        const std::string_view between = where.is == expression::kind::all ? " AND " : " OR ";
        for (std::size_t i = 0; i < where.parts.size(); ++i) {
            sql.add(i == 0 ? "(" : between);
            add_condition(sql, from, where.parts[i]);
        }
        sql.add(")");
        return;
    }
    }
}

namespace {

void log_nonsense(const entity& e, const expression& scope) {
    if (scope.is == expression::kind::negation && !scope.operands.empty())
        log::error("crud.scope", "a row scope makes no sense, so it reaches no row",
                   {{"table", e.table}, {"why", scope.operands.front()}});
    for (const auto& part : scope.parts) log_nonsense(e, part);
}

}

void add_scope(sql_builder& sql, row_source& from, deleted_mode deleted) {
    const auto& e = from.of();
    if (e.deleted_at && deleted != deleted_mode::with)
        sql.add(" AND ")
            .add(from.column(*e.deleted_at))
            .add(deleted == deleted_mode::only ? " IS NOT NULL" : " IS NULL");
    add_rights(sql, from, from.what());
}

void add_rights(sql_builder& sql, row_source& from, right what) {
    const auto& e = from.of();
    if (const auto owner = from.who().owner(e, what))
        sql.add(" AND ").add(from.column(*e.owner)).add(" = ").bind(*owner, "uuid");
    for (const auto& scope : from.who().scopes(e, what)) {
        sql.add(" AND ");
        log_nonsense(e, scope);
        from.by_rule([&] { add_condition(sql, from, scope); });
    }
}

void add_search(sql_builder& sql, const row_source& from, const std::string& words) {
    const auto& e = from.of();
    const auto hidden = from.who().hidden(e);
    if (e.search) {
        sql.add(" AND ").add(words_sql(e, from.alias() + ".", hidden));
        sql.add(" @@ websearch_to_tsquery(");
        sql.add(language_sql(e)).add(", ").bind(words, "text").add(")");
        return;
    }
    const auto pattern = pattern_of(comparison::icontains, words).value();
    const auto columns = searched_columns(e, hidden);
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql.add(i == 0 ? " AND (" : " OR ")
            .add(from.column(columns[i]))
            .add(" ILIKE ")
            .bind(pattern, "text");
    sql.add(")");
}

std::string direction_sql(bool descending, nulls_order nulls) {
    std::string sql{descending ? " DESC" : " ASC"};
    if (nulls == nulls_order::first) sql += " NULLS FIRST";
    if (nulls == nulls_order::last) sql += " NULLS LAST";
    return sql;
}

void add_order(sql_builder& sql, row_source& from, const std::vector<sort_key>& order) {
    sql.add(" ORDER BY ");
    for (std::size_t i = 0; i < order.size(); ++i)
        sql.add(i ? ", " : "")
            .add(from.column(order[i].field))
            .add(direction_sql(order[i].descending, order[i].nulls));
}

void add_page(sql_builder& sql, std::int64_t rows, std::int64_t offset) {
    // With a LIMIT that it does not know PostgreSQL plans anew each time, so the usual ones are
    // written out; all of them would be statements without end.
    constexpr std::int64_t usual[] = {1,  2,  5,  6,   10,  11,  16,  20,  21,   26,  31,
                                      41, 50, 51, 100, 101, 201, 251, 501, 1000, 1001};
    sql.add(" LIMIT ");
    if (std::ranges::find(usual, rows) != std::end(usual))
        sql.add(std::to_string(rows));
    else
        sql.bind(rows, "bigint");
    if (offset > 0) sql.add(" OFFSET ").bind(offset, "bigint");
}

std::string columns_sql(const row_source& from, const std::vector<std::size_t>& columns) {
    std::string list;
    for (const auto c : columns) list.append(list.empty() ? "" : ", ").append(from.column(c));
    return list;
}

std::string versioned_row_sql(const row_source& from) {
    return from.alias() + ".xmin, " + columns_sql(from, from.of().readable_columns());
}

void add_versions(sql_builder& sql, const std::optional<tag_condition>& versions) {
    if (versions && !versions->any)
        sql.add(" AND t.xmin::text = ANY (")
            .bind(pg::array_text{versions_of(*versions)}.text(), "text[]")
            .add(")");
}

std::string table_sql(const entity& e) { return "{schema}." + quoted(e.table); }

std::string projection_sql(const entity& e) {
    std::string list;
    for (const auto& c : e.columns)
        if (c.readable) list.append(list.empty() ? "" : ", ").append(quoted(c.name));
    return list;
}

}
