#include "store/list_store.hpp"
#include "store/list_sql.hpp"
#include "store/sql_builder.hpp"
#include <algorithm>
#include <charconv>

namespace nucleus::crud {

namespace {

constexpr pg::statement limit_time{"crud.count.limit",
                                   "SELECT set_config('statement_timeout', $1::text, true)"};

/// All rows will be read: the plan that ends first is better than the one that starts first.
constexpr pg::statement read_to_the_end{"crud.export.plan",
                                        "SELECT set_config('cursor_tuple_fraction', '1', true)"};

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
    const auto add = [&](const group_order& o) {
        list.append(list.empty() ? " ORDER BY " : ", ").append(std::to_string(o.output + 1));
        list.append(direction_sql(o.descending, o.nulls));
    };
    for (const auto& o : g.order) add(o);
    for (std::size_t i = 0; i < g.keys.size(); ++i)
        if (std::ranges::find(g.order, i, &group_order::output) == g.order.end()) add({i});
    return list;
}

}

list_store::list_store(const entity& e)
    : entity_{e}
    , whole_rows_{whole_rows_sql(e)}
    , readable_{e.readable_columns().size()}
    , find_name_{e.table + ".get"}
    , list_name_{e.table + ".list"}
    , export_name_{e.table + ".export"}
    , count_name_{e.table + ".count"}
    , estimate_name_{e.table + ".estimate"}
    , group_name_{e.table + ".groups"} {}

task<pg::rows> list_store::list(pg::database& db, pg::call c, const list_query& q,
                                const viewer& who, const std::vector<std::size_t>& columns) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    auto outputs = columns.size() == readable_ ? whole_rows_ : columns_sql(rows.from, columns);
    const auto keys = key_positions(q.order, columns);
    auto width = columns.size();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] < columns.size()) continue;
        outputs += ", " + rows.from.column(q.order[i].field);
        ++width;
    }
    const list_sql parts{outputs, width, rows.where, q.order, keys, q.limit + 1};
    if (q.after.empty())
        add_list(sql, rows.from, parts, q.offset); // one more tells whether a page follows
    else
        add_list_after(sql, rows.from, parts, q.after);
    constexpr std::int64_t deep = 10'000; // rows that are passed over cost as much as those shown
    const pg::statement s{.name = list_name_,
                          .sql = sql.text,
                          .heavy = q.offset > deep,
                          .unproven = true,
                          .shareable = true};
    auto page = co_await db.read(c, s, std::move(sql.values));
    co_return page;
}

task<pg::rows> list_store::one(pg::database& db, pg::call c, const uuid& id, const list_query& q,
                               const viewer& who, const std::vector<std::size_t>& columns) const {
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    sql.add("SELECT ").add(columns_sql(rows.from, columns)).add(" FROM ").add(rows.from.from());
    sql.add(" WHERE ").add(rows.where).add(" AND ").add(rows.from.column(entity_.id)).add(" = ");
    sql.bind(id, "uuid");
    const pg::statement s{.name = find_name_, .sql = sql.text, .shareable = true};
    auto found = co_await db.read(c, s, std::move(sql.values));
    co_return found;
}

task<pg::rows> list_store::groups(pg::database& db, pg::call c, const list_query& q,
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

task<open_list> list_store::open(pg::database& db, pg::call c, const list_query& q,
                                 const viewer& who, const std::vector<std::size_t>& columns) const {
    open_list all;
    all.in = co_await db.begin_reading(c, pg::reading::lengthy);
    co_await all.in->run(read_to_the_end);
    chosen rows{entity_, q, who};
    auto& sql = rows.sql;
    const auto outputs = q.groups ? outputs_sql(rows, *q.groups) : columns_sql(rows.from, columns);
    const auto order = q.groups ? group_sql(*q.groups) + group_order_sql(*q.groups)
                                : sql.aside([&] { add_order(sql, rows.from, q.order); });
    sql.add("DECLARE export NO SCROLL CURSOR FOR SELECT ").add(outputs);
    sql.add(" FROM ").add(rows.from.from()).add(" WHERE ").add(rows.where).add(order);
    sql.add(" LIMIT ").bind(q.limit, "bigint");
    const pg::statement s{export_name_, sql.text};
    co_await all.in->run(s, std::move(sql.values));
    co_return std::move(all);
}

task<pg::rows> open_list::next(std::int64_t rows) const {
    const auto fetch = "FETCH FORWARD " + std::to_string(rows) + " FROM export";
    const pg::statement s{"crud.export.fetch", fetch};
    auto some = co_await in->run(s);
    co_return some;
}

task<std::int64_t> list_store::count(pg::database& db, pg::call c, const list_query& q,
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
    const auto tx = co_await db.begin_reading(c);
    pg::parameters limit{std::to_string(budget->count())};
    co_await tx->run(limit_time, std::move(limit));
    const auto counted = co_await tx->run(s, std::move(sql.values));
    co_return counted.integer(0, 0);
}

task<std::int64_t> list_store::estimate(pg::database& db, pg::call c, const list_query& q,
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
