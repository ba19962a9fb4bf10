#include "store/related_rows.hpp"
#include "domain/sql_text.hpp"
#include "domain/value_check.hpp"
#include "store/sql_builder.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::crud {

namespace {

/// The rows that one key, `k.key`, leads to.
void add_rows_of_key(sql_builder& sql, row_source& target, const expansion& x,
                     const std::vector<std::size_t>& columns) {
    const auto& r = *x.over;
    const auto where = sql.aside([&] {
        add_condition(sql, target, x.where);
        add_scope(sql, target);
    });
    const auto order = sql.aside([&] { add_order(sql, target, x.order); });
    sql.add("SELECT ").add(columns_sql(target, columns)).add(" FROM ").add(target.from());
    if (r.junction) { // which may hold the same pair twice
        row_source between{sql, *r.junction, target.who()};
        const auto scope = sql.aside([&] { add_scope(sql, between); });
        sql.add(" WHERE EXISTS (SELECT 1 FROM ").add(between.from()).add(" WHERE ");
        sql.add(between.column(r.across_far)).add(" = ").add(target.column(r.far)).add(" AND ");
        sql.add(between.column(r.across_near)).add(" = k.key").add(scope).add(") AND ");
    } else {
        sql.add(" WHERE ").add(target.column(r.far)).add(" = k.key AND ");
    }
    sql.add(where);
    if (r.to_one()) return;
    sql.add(order);
    add_page(sql, x.limit, 0);
}

}

task<pg::rows> related_rows(pg::database& db, pg::call c, const entity& from, const expansion& x,
                            const std::vector<std::string>& keys, const viewer& who,
                            const std::vector<std::size_t>& columns) {
    sql_builder sql;
    row_source target{sql, *x.over->target, who};
    sql.add("SELECT k.n, r.* FROM unnest(");
    sql.bind(pg::array_text{keys}.text(), facts(from.columns[x.over->near].type).cast);
    sql.add("[]) WITH ORDINALITY AS k(key, n) CROSS JOIN LATERAL (");
    add_rows_of_key(sql, target, x, columns);
    sql.add(") AS r LIMIT ").bind(most_related_rows + 1, "bigint");
    const auto name = x.over->target->table + ".related";
    // The text is the same for a few keys and for many, which are not as quick.
    constexpr std::size_t a_few = 100;
    const pg::statement s{.name = name,
                          .sql = sql.text,
                          .heavy = !x.over->to_one() && keys.size() > a_few,
                          .unproven = true,
                          .shareable = true};
    auto found = co_await db.read(c, s, std::move(sql.values));
    co_return found;
}

}
