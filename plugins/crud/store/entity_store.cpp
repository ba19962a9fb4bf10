#include "store/entity_store.hpp"
#include "domain/sql_text.hpp"
#include "domain/value_check.hpp"
#include "store/sql_builder.hpp"
#include <algorithm>
#include <charconv>

namespace nucleus::crud {

namespace {

constexpr pg::statement limit_time{"crud.count.limit",
                                   "SELECT set_config('statement_timeout', $1::text, true)"};

/// An array cell in PostgreSQL's text form.
std::string array_of(const cell& c) {
    std::string out{"{"};
    for (const auto& item : c.items) {
        if (out.size() > 1) out.push_back(',');
        if (item.is != cell::state::value) {
            out.append("NULL");
            continue;
        }
        const auto one = array_text({item.text});
        out.append(one, 1, one.size() - 2);
    }
    return out.append("}");
}

void bind_cell(sql_builder& sql, const column& c, const cell& value) {
    if (value.is == cell::state::null)
        sql.bind(std::nullopt);
    else if (c.array)
        sql.bind(array_of(value));
    else
        sql.bind(value.text);
}

/// The conditions under which a row may be written by this caller.
void add_reach(sql_builder& sql, const entity& e, const owner_filter& owner, bool deleted = false) {
    if (e.deleted_at) sql.add(deleted ? " AND deleted_at IS NOT NULL" : " AND deleted_at IS NULL");
    if (owner)
        sql.add(" AND ").add(quoted(e.columns[*e.owner].name)).add(" = ").bind(*owner, "uuid");
}

void add_versions(sql_builder& sql, const std::optional<tag_condition>& versions) {
    if (versions && !versions->any)
        sql.add(" AND xmin::text = ANY (")
            .bind(array_text(versions_of(*versions)), "text[]")
            .add(")");
}

/// Columns that the server fills in itself, whatever the client says.
bool server_fills(const entity& e, std::size_t i) {
    return i == e.id || e.created_by == i || e.updated_by == i;
}

std::int64_t plan_rows(std::string_view explained) {
    constexpr std::string_view key = "\"Plan Rows\":";
    const auto at = explained.find(key);
    if (at == explained.npos) return 0;
    auto number = explained.substr(at + key.size());
    number.remove_prefix(std::min(number.find_first_not_of(' '), number.size()));
    double n = 0;
    std::from_chars(number.data(), number.data() + number.size(), n);
    return static_cast<std::int64_t>(n);
}

std::string whole_rows_sql(const entity& e) {
    sql_builder sql;
    const viewer nobody{nullptr};
    return columns_sql(row_source{sql, e, nobody}, e.readable_columns());
}

/// What choosing rows takes: source, condition, and what each of them needed.
struct chosen {
    sql_builder sql;
    row_source from;
    std::string where;

    chosen(const entity& e, const list_query& q, const viewer& who)
        : from{sql, e, who} {
        where = sql.aside([&] {
            add_condition(sql, from, q.where);
            add_scope(sql, from, q.deleted);
            if (!q.search.empty()) add_search(sql, from, q.search);
        });
    }
    chosen(const chosen&) = delete;
    chosen& operator=(const chosen&) = delete;
};

constexpr std::string_view units[] = {"",     "minute", "hour",    "day",
                                      "week", "month",  "quarter", "year"};
constexpr std::string_view functions[] = {"count", "sum", "avg", "min", "max"};

/// The expression of one group key: a bucket is its beginning, in the column's own type.
std::string key_sql(chosen& rows, const group_key& k) {
    const auto column = rows.from.column(k.field);
    if (k.by == bucket::none) return column;
    const auto type = facts(column_of(rows.from.of(), k.field).type).sql;
    return "date_trunc('" + std::string{units[static_cast<std::size_t>(k.by)]} + "', " + column +
           ")::" + std::string{type};
}

std::string value_sql(chosen& rows, const aggregate& a) {
    const std::string fn{functions[static_cast<std::size_t>(a.fn)]};
    return fn + "(" + (a.field ? rows.from.column(*a.field) : "*") + ")";
}

std::string outputs_sql(chosen& rows, const grouping& g) {
    std::string list;
    for (const auto& k : g.keys) list.append(list.empty() ? "" : ", ").append(key_sql(rows, k));
    for (const auto& a : g.values) list.append(list.empty() ? "" : ", ").append(value_sql(rows, a));
    return list;
}

/// `GROUP BY 1, 2`: outputs by their numbers, so that nothing is written twice.
std::string group_sql(const grouping& g) {
    std::string list;
    for (std::size_t i = 0; i < g.keys.size(); ++i)
        list.append(i == 0 ? " GROUP BY " : ", ").append(std::to_string(i + 1));
    return list;
}

std::string group_order_sql(const grouping& g) {
    std::string list;
    const auto add = [&](std::size_t output, bool descending) {
        list.append(list.empty() ? " ORDER BY " : ", ").append(std::to_string(output + 1));
        if (descending) list.append(" DESC");
    };
    for (const auto& o : g.order) add(o.output, o.descending);
    for (std::size_t i = 0; i < g.keys.size(); ++i)
        if (std::ranges::find(g.order, i, &group_order::output) == g.order.end()) add(i, false);
    return list;
}

}

entity_store::entity_store(const entity& e)
    : entity_{e}
    , table_{table_sql(e)}
    , projection_{projection_sql(e)}
    , whole_rows_{whole_rows_sql(e)}
    , readable_{e.readable_columns().size()}
    , find_name_{e.table + ".get"}
    , list_name_{e.table + ".list"}
    , count_name_{e.table + ".count"}
    , estimate_name_{e.table + ".estimate"}
    , insert_name_{e.table + ".insert"}
    , update_name_{e.table + ".update"}
    , delete_name_{e.table + ".delete"}
    , restore_name_{e.table + ".restore"}
    , toggle_name_{e.table + ".toggle"}
    , group_name_{e.table + ".groups"}
    , find_sql_{"SELECT xmin, " + projection_ + " FROM " + table_ + " WHERE id = $1::uuid"} {
    if (e.deleted_at) find_sql_ += " AND deleted_at IS NULL";
    if (e.owner)
        find_owned_sql_ = find_sql_ + " AND " + quoted(e.columns[*e.owner].name) + " = $2::uuid";
    find_ = {find_name_, find_sql_};
    find_owned_ = {find_name_, find_owned_sql_};
}

task<pg::rows> entity_store::find(pg::database& db, pg::call c, const uuid& id,
                                  owner_filter owner) const {
    pg::parameters p{id};
    if (owner) p.add(*owner);
    return db.read(c, owner ? find_owned_ : find_, std::move(p));
}

task<pg::rows> entity_store::insert(pg::database& db, pg::call c, const record& row, const uuid& id,
                                    const std::optional<uuid>& by) const {
    sql_builder values;
    std::string names{"id"};
    values.bind(id);
    const auto own = [&](std::optional<std::size_t> column, const std::optional<uuid>& value) {
        if (!column || !value) return;
        names.append(", ").append(quoted(entity_.columns[*column].name));
        values.add(", ").bind(*value);
    };
    own(entity_.created_by, by);
    own(entity_.updated_by, by);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].is == cell::state::absent || server_fills(entity_, i)) continue;
        names.append(", ").append(quoted(entity_.columns[i].name));
        values.add(", ");
        bind_cell(values, entity_.columns[i], row.cells[i]);
    }
    std::string text{"INSERT INTO "};
    text.append(table_).append(" (").append(names).append(") VALUES (").append(values.text);
    text.append(") RETURNING xmin, ").append(projection_);
    const pg::statement s{insert_name_, text};
    auto made = co_await db.write(c, s, std::move(values.values));
    co_return made;
}

task<pg::rows> entity_store::update(pg::database& db, pg::call c, const uuid& id,
                                    const record& changes, const std::optional<uuid>& by,
                                    owner_filter owner,
                                    const std::optional<tag_condition>& versions) const {
    sql_builder sql;
    sql.add("UPDATE ").add(table_).add(" SET ");
    const auto before = sql.text.size();
    const auto set = [&](std::size_t column) -> sql_builder& {
        return sql.add(sql.text.size() == before ? "" : ", ")
            .add(quoted(entity_.columns[column].name))
            .add(" = ");
    };
    for (std::size_t i = 0; i < changes.cells.size(); ++i)
        if (changes.cells[i].is != cell::state::absent && !server_fills(entity_, i))
            bind_cell(set(i), entity_.columns[i], changes.cells[i]);
    if (entity_.updated_at) set(*entity_.updated_at).add("now()");
    if (entity_.updated_by) set(*entity_.updated_by).bind(by);
    sql.add(" WHERE id = ").bind(id, "uuid");
    add_reach(sql, entity_, owner);
    add_versions(sql, versions);
    sql.add(" RETURNING xmin, ").add(projection_);
    const pg::statement s{update_name_, sql.text};
    auto changed = co_await db.write(c, s, std::move(sql.values));
    co_return changed;
}

task<pg::rows> entity_store::remove(pg::database& db, pg::call c, const uuid& id,
                                    const std::optional<uuid>& by, owner_filter owner,
                                    const std::optional<tag_condition>& versions) const {
    sql_builder sql;
    if (entity_.deleted_at) {
        sql.add("UPDATE ").add(table_).add(" SET deleted_at = now()");
        if (entity_.updated_by) sql.add(", updated_by = ").bind(by);
    } else {
        sql.add("DELETE FROM ").add(table_);
    }
    sql.add(" WHERE id = ").bind(id, "uuid");
    add_reach(sql, entity_, owner);
    add_versions(sql, versions);
    sql.add(" RETURNING xmin, ").add(projection_);
    const pg::statement s{delete_name_, sql.text};
    auto gone = co_await db.write(c, s, std::move(sql.values));
    co_return gone;
}

/// One change that is the same for every row, up to the conditions.
sql_builder entity_store::mark_sql(std::string_view change, const uuid& id,
                                   const std::optional<uuid>& by) const {
    sql_builder sql;
    sql.add("UPDATE ").add(table_).add(" SET ").add(change);
    if (entity_.updated_at) sql.add(", updated_at = now()");
    if (entity_.updated_by) sql.add(", updated_by = ").bind(by);
    sql.add(" WHERE id = ").bind(id, "uuid");
    return sql;
}

task<pg::rows> entity_store::restore(pg::database& db, pg::call c, const uuid& id,
                                     const std::optional<uuid>& by, owner_filter owner) const {
    auto sql = mark_sql("deleted_at = NULL", id, by);
    add_reach(sql, entity_, owner, true);
    sql.add(" RETURNING xmin, ").add(projection_);
    const pg::statement s{restore_name_, sql.text};
    auto changed = co_await db.write(c, s, std::move(sql.values));
    co_return changed;
}

task<pg::rows> entity_store::toggle(pg::database& db, pg::call c, const uuid& id,
                                    const std::optional<uuid>& by, owner_filter owner,
                                    const std::optional<tag_condition>& versions) const {
    auto sql = mark_sql("is_active = NOT is_active", id, by);
    add_reach(sql, entity_, owner);
    add_versions(sql, versions);
    sql.add(" RETURNING xmin, ").add(projection_);
    const pg::statement s{toggle_name_, sql.text};
    auto changed = co_await db.write(c, s, std::move(sql.values));
    co_return changed;
}

task<pg::rows> entity_store::list(pg::database& db, pg::call c, const list_query& q,
                                  const viewer& who,
                                  const std::vector<std::size_t>& columns) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    const auto order = sql.aside([&] { add_order(sql, rows.from, q.order); });
    sql.add("SELECT ");
    sql.add(columns.size() == readable_ ? whole_rows_ : columns_sql(rows.from, columns));
    sql.add(" FROM ").add(rows.from.from()).add(" WHERE ").add(rows.where).add(order);
    add_page(sql, q.limit + 1, q.offset); // one more tells whether a page follows
    constexpr std::int64_t deep = 10'000; // rows that are passed over cost as much as those shown
    pg::statement s{list_name_, sql.text, q.offset > deep};
    s.unproven = true;
    auto page = co_await db.read(c, s, std::move(sql.values));
    co_return page;
}

task<pg::rows> entity_store::one(pg::database& db, pg::call c, const uuid& id, const list_query& q,
                                 const viewer& who, const std::vector<std::size_t>& columns) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    sql.add("SELECT ").add(columns_sql(rows.from, columns)).add(" FROM ").add(rows.from.from());
    sql.add(" WHERE ").add(rows.where).add(" AND ").add(rows.from.column(entity_.id)).add(" = ");
    sql.bind(id, "uuid");
    const pg::statement s{find_name_, sql.text};
    auto found = co_await db.read(c, s, std::move(sql.values));
    co_return found;
}

task<pg::rows> entity_store::groups(pg::database& db, pg::call c, const list_query& q,
                                    const viewer& who) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    const auto outputs = outputs_sql(rows, *q.groups);
    sql.add("SELECT ").add(outputs).add(" FROM ").add(rows.from.from()).add(" WHERE ");
    sql.add(rows.where).add(group_sql(*q.groups)).add(group_order_sql(*q.groups));
    add_page(sql, q.limit + 1, q.offset);
    const pg::statement s{group_name_, sql.text, true};
    auto page = co_await db.read(c, s, std::move(sql.values));
    co_return page;
}

task<std::int64_t> entity_store::count(pg::database& db, pg::call c, const list_query& q,
                                       const viewer& who, std::optional<std::int64_t> bound,
                                       std::optional<std::chrono::milliseconds> budget) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    const auto what = q.groups ? outputs_sql(rows, *q.groups) : std::string{"1"};
    const bool nested = bound || q.groups;
    sql.add(nested ? "SELECT count(*) FROM (SELECT " + what : "SELECT count(*)");
    sql.add(" FROM ").add(rows.from.from()).add(" WHERE ").add(rows.where);
    if (q.groups) sql.add(group_sql(*q.groups));
    if (bound) sql.add(" LIMIT ").bind(*bound, "bigint");
    if (nested) sql.add(") AS bounded");
    // On a connection of its own: a count may take its whole budget, the pipeline shall not wait.
    const pg::statement s{count_name_, sql.text, true};
    if (!budget) {
        const auto counted = co_await db.read(c, s, std::move(sql.values));
        co_return counted.integer(0, 0);
    }
    // PostgreSQL ends it: a cancel from outside would cost the connection.
    const auto tx = co_await db.begin(c);
    pg::parameters limit{std::to_string(budget->count())};
    co_await tx->run(limit_time, std::move(limit));
    const auto counted = co_await tx->run(s, std::move(sql.values));
    co_return counted.integer(0, 0);
}

task<std::int64_t> entity_store::estimate(pg::database& db, pg::call c, const list_query& q,
                                          const viewer& who) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    const auto what = q.groups ? outputs_sql(rows, *q.groups) : std::string{"1"};
    sql.add("EXPLAIN (FORMAT JSON) SELECT ").add(what);
    sql.add(" FROM ").add(rows.from.from()).add(" WHERE ").add(rows.where);
    if (q.groups) sql.add(group_sql(*q.groups));
    const pg::statement s{estimate_name_, sql.text, true};
    const auto plan = co_await db.read(c, s, std::move(sql.values));
    co_return plan_rows(plan.text(0, 0));
}

}
