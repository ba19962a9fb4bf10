#include "store/bulk_store.hpp"
#include "domain/sql_text.hpp"
#include "store/cell_text.hpp"
#include "store/change_sql.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::crud {

namespace {

/// So many rows are inserted with their values in the statement: it answers with what they have
/// become. For more, COPY is quicker.
constexpr std::size_t a_few = 16;

/// Lines that are made while PostgreSQL works on those before.
constexpr std::size_t copy_piece = 65536;

}

bulk_store::bulk_store(const entity& e)
    : entity_{e}
    , table_{table_sql(e)}
    , name_{e.table + ".bulk"} {
    sql_builder sql;
    rows_ = versioned_row_sql(row_source{sql, e, viewer::all_seeing()});
}

task<pg::rows> bulk_store::lock(pg::transaction& tx, const std::vector<uuid>& ids,
                                const viewer& who, right what, bool deleted,
                                const std::optional<tag_condition>& versions, answers with) const {
    sql_builder sql;
    row_source from{sql, entity_, who, what};
    const auto where = sql.aside([&] {
        sql.add(from.column(entity_.id))
            .add(" = ANY (")
            .bind(pg::array_text{ids}.text(), "uuid[]")
            .add(")");
        add_versions(sql, versions);
        add_scope(sql, from, deleted ? deleted_mode::only : deleted_mode::without);
    });
    sql.add("SELECT ").add(outputs(with)).add(" FROM ").add(from.from()).add(" WHERE ").add(where);
    sql.add(" ORDER BY t.id FOR UPDATE OF t");
    const pg::statement s{name_, sql.text};
    auto rows = co_await tx.run(s, std::move(sql.values));
    co_return rows;
}

task<pg::rows> bulk_store::choose(pg::transaction& tx, const expression& where, const viewer& who,
                                  right what, std::int64_t most) const {
    sql_builder sql;
    row_source from{sql, entity_, who, what};
    const auto condition = sql.aside([&] {
        add_condition(sql, from, where);
        add_scope(sql, from);
        add_rights(sql, from, right::get); // filters tell what is in a row
    });
    sql.add("SELECT t.id FROM ").add(from.from()).add(" WHERE ").add(condition);
    sql.add(" ORDER BY t.id LIMIT ").bind(most, "bigint").add(" FOR UPDATE OF t");
    const pg::statement s{name_, sql.text};
    auto ids = co_await tx.run(s, std::move(sql.values));
    co_return ids;
}

std::vector<std::size_t> bulk_store::columns_of(const planned_write& one, bool creates,
                                                bool by_someone) const {
    std::vector<std::size_t> columns{entity_.id};
    const auto own = [&](const std::optional<std::size_t>& c) {
        if (c && by_someone) columns.push_back(*c);
    };
    if (creates) own(entity_.created_by), own(entity_.updated_by);
    for (std::size_t i = 0; i < one.cells->size(); ++i)
        if ((*one.cells)[i].is != cell::state::absent && !entity_.server_fills(i))
            columns.push_back(i);
    return columns;
}

task<pg::rows> bulk_store::insert(pg::transaction& tx, const std::vector<planned_write*>& writes,
                                  std::optional<uuid> by, answers with) const {
    const auto columns = columns_of(*writes.front(), true, by.has_value());
    std::string names;
    for (const auto c : columns)
        names.append(names.empty() ? "" : ", ").append(quoted(entity_.columns[c].name));
    const auto who = by ? by->text() : std::string{};
    if (writes.size() > a_few) {
        std::string lines;
        const auto next = [&, at = writes.begin()]() mutable -> std::string_view {
            lines.clear();
            while (at != writes.end() && lines.size() < copy_piece)
                append_copy_line(lines, entity_, columns, **at++, who);
            return lines;
        };
        const auto text = "COPY " + table_ + " (" + names + ") FROM STDIN";
        const pg::statement s{name_, text};
        co_await tx.copy_in(s, next);
        co_return pg::rows{};
    }
    sql_builder sql;
    sql.add("INSERT INTO ").add(table_).add(" AS t (").add(names).add(") VALUES ");
    for (const auto* w : writes) {
        sql.add(w == writes.front() ? "(" : ", (");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            sql.add(i ? ", " : "");
            sql.bind(text_of(entity_, columns[i], *w, who));
            if (w != writes.front()) continue;
            // Of several rows PostgreSQL takes the types from the first.
            sql.add("::").add(assignment_type(entity_.columns[columns[i]]));
        }
        sql.add(")");
    }
    sql.add(" RETURNING ").add(outputs(with));
    const pg::statement s{name_, sql.text};
    auto made = co_await tx.run(s, std::move(sql.values));
    co_return made;
}

task<std::vector<std::size_t>> bulk_store::taken(pg::transaction& tx, const index& rule,
                                                 const std::vector<planned_write*>& writes) const {
    std::vector<std::size_t> found;
    const bool of_all = rule.where.empty() || rule.where == of_rows_that_are_there;
    if (!rule.unique || !of_all || entity_.managed) co_return found;
    sql_builder sql;
    std::string names, same;
    sql.add("SELECT v.n FROM unnest(");
    for (std::size_t i = 0; i < rule.columns.size(); ++i) {
        const auto column = *entity_.find(rule.columns[i]);
        pg::array_text values;
        for (const auto* w : writes) values.add(given_text(entity_, column, *w));
        sql.add(i ? ", " : "").bind(std::move(values).text(), "text[]");
        const auto v = "c" + std::to_string(i);
        names.append(v).append(", ");
        same.append(" AND t.").append(quoted(rule.columns[i])).append(" = v.").append(v);
        same.append("::").append(assignment_type(entity_.columns[column]));
    }
    sql.add(") WITH ORDINALITY AS v(").add(names).add("n) WHERE EXISTS (SELECT 1 FROM ");
    sql.add(table_).add(" AS t WHERE true").add(same);
    if (!rule.where.empty()) sql.add(" AND ").add(rule.where);
    sql.add(") ORDER BY v.n");
    const pg::statement s{name_, sql.text};
    const auto rows = co_await tx.run(s, std::move(sql.values));
    for (std::size_t r = 0; r < rows.size(); ++r)
        found.push_back(static_cast<std::size_t>(rows.integer(r, 0)) - 1);
    co_return found;
}

task<pg::rows> bulk_store::update(pg::transaction& tx, const std::vector<planned_write*>& writes,
                                  std::optional<uuid> by, answers with) const {
    const auto columns = columns_of(*writes.front(), false, false);
    const bool all_the_same = writes.size() > 1 && writes.front()->cells == writes.back()->cells;
    sql_builder sql;
    change_sql change{sql, entity_};
    for (std::size_t i = 1; i < columns.size(); ++i) {
        const auto type = assignment_type(entity_.columns[columns[i]]);
        if (all_the_same)
            change.set(columns[i]).bind(text_of(entity_, columns[i], *writes.front(), {}), type);
        else
            change.set(columns[i]).add("v.c").add(std::to_string(i)).add("::").add(type);
    }
    change.stamp(by);
    if (all_the_same)
        sql.add(" WHERE t.id = ANY (")
            .bind(pg::array_text{ids_of(writes)}.text(), "uuid[]")
            .add(")");
    else
        add_values(sql, columns, writes);
    sql.add(" RETURNING ").add(outputs(with));
    const pg::statement s{name_, sql.text};
    auto changed = co_await tx.run(s, std::move(sql.values));
    co_return changed;
}

/// ` FROM unnest(…) AS v(c0, c1, …) WHERE …`: to each row its own values.
void bulk_store::add_values(sql_builder& sql, const std::vector<std::size_t>& columns,
                            const std::vector<planned_write*>& writes) const {
    std::string names;
    sql.add(" FROM unnest(");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        pg::array_text values;
        for (const auto* w : writes) values.add(text_of(entity_, columns[i], *w, {}));
        sql.add(i ? ", " : "").bind(std::move(values).text(), "text[]");
        names.append(i ? ", c" : "c").append(std::to_string(i));
    }
    sql.add(") AS v(").add(names).add(") WHERE t.id = v.c0::uuid");
}

/// One change that is the same for every row.
task<pg::rows> bulk_store::mark(pg::transaction& tx, std::string_view change,
                                const std::vector<planned_write*>& writes, std::optional<uuid> by,
                                answers with) const {
    sql_builder sql;
    add_mark(sql, entity_, change, by);
    sql.add(" WHERE t.id = ANY (")
        .bind(pg::array_text{ids_of(writes)}.text(), "uuid[]")
        .add(") RETURNING ");
    sql.add(outputs(with));
    const pg::statement s{name_, sql.text};
    auto changed = co_await tx.run(s, std::move(sql.values));
    co_return changed;
}

task<pg::rows> bulk_store::toggle(pg::transaction& tx, const std::vector<planned_write*>& writes,
                                  std::optional<uuid> by, answers with) const {
    return mark(tx, "is_active = NOT is_active", writes, by, with);
}

task<pg::rows> bulk_store::restore(pg::transaction& tx, const std::vector<planned_write*>& writes,
                                   std::optional<uuid> by, answers with) const {
    return mark(tx, "deleted_at = NULL", writes, by, with);
}

task<pg::rows> bulk_store::remove(pg::transaction& tx, const std::vector<planned_write*>& writes,
                                  std::optional<uuid> by) const {
    if (entity_.deleted_at) {
        co_await mark(tx, "deleted_at = now()", writes, by, answers::ids);
        co_return pg::rows{};
    }
    sql_builder sql;
    sql.add("DELETE FROM ").add(table_).add(" AS t WHERE t.id = ANY (");
    sql.bind(pg::array_text{ids_of(writes)}.text(), "uuid[]").add(")");
    const pg::statement s{name_, sql.text};
    auto gone = co_await tx.run(s, std::move(sql.values));
    co_return gone;
}

task<pg::rows> bulk_store::read(pg::transaction& tx, const std::vector<uuid>& ids) const {
    sql_builder sql;
    sql.add("SELECT ").add(rows_).add(" FROM ").add(table_).add(" AS t WHERE t.id = ANY (");
    sql.bind(pg::array_text{ids}.text(), "uuid[]").add(")");
    const pg::statement s{name_, sql.text};
    auto rows = co_await tx.run(s, std::move(sql.values));
    co_return rows;
}

}
