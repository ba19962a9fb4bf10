#include "store/list_sql.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

/// A sort key at the row where the list goes on.
struct boundary {
    std::string column;
    std::string value; ///< its placeholder; empty: NULL
    bool descending, nulls_last, nullable;

    [[nodiscard]] std::string same() const {
        return column + (value.empty() ? " IS NULL" : " = " + value);
    }
    /// The ranges behind it, in order; none where NULLs come last and it is one.
    [[nodiscard]] std::vector<std::string> behind() const {
        if (value.empty())
            return nulls_last ? std::vector<std::string>{} : std::vector{column + " IS NOT NULL"};
        std::vector ranges{column + (descending ? " < " : " > ") + value};
        if (nullable && nulls_last) ranges.push_back(column + " IS NULL");
        return ranges;
    }
};

boundary boundary_at(sql_builder& sql, row_source& from, const sort_key& key,
                     const std::optional<std::string>& value) {
    const auto& c = column_of(from.of(), key.field);
    const bool nulls_last =
        key.nulls == nulls_order::natural ? !key.descending : key.nulls == nulls_order::last;
    boundary b{from.column(key.field),
               {},
               key.descending,
               nulls_last,
               !c.not_null || !key.field.path.empty()};
    if (value) b.value = sql.aside([&] { sql.bind(*value, facts(c.type).cast); });
    return b;
}

/// Whether one comparison of rows says it all: `(a, b) > ($1, $2)`.
bool compare_as_row(const std::vector<boundary>& keys) {
    return std::ranges::all_of(keys, [&](const boundary& k) {
        return !k.nullable && k.descending == keys.front().descending;
    });
}

std::string row_comparison(const std::vector<boundary>& keys) {
    std::string columns, values;
    for (const auto& k : keys) {
        columns.append(columns.empty() ? "" : ", ").append(k.column);
        values.append(values.empty() ? "" : ", ").append(k.value);
    }
    return "(" + columns + (keys.front().descending ? ") < (" : ") > (") + values + ")";
}

std::vector<std::string> ranges_after(const std::vector<boundary>& keys) {
    if (compare_as_row(keys)) return {row_comparison(keys)};
    std::vector<std::string> ranges;
    for (auto differs = keys.size(); differs-- > 0;) {
        std::string same;
        for (std::size_t i = 0; i < differs; ++i) same += keys[i].same() + " AND ";
        for (const auto& range : keys[differs].behind()) ranges.push_back(same + range);
    }
    return ranges;
}

}

std::vector<std::size_t> key_positions(const std::vector<sort_key>& order,
                                       const std::vector<std::size_t>& columns) {
    std::vector<std::size_t> positions;
    auto behind = columns.size();
    for (const auto& key : order) {
        const auto at = std::ranges::find(columns, key.field.column);
        const bool shown = key.field.path.empty() && at != columns.end();
        positions.push_back(shown ? static_cast<std::size_t>(at - columns.begin()) : behind++);
    }
    return positions;
}

void add_list(sql_builder& sql, row_source& from, const list_sql& list, std::int64_t offset) {
    const auto order = sql.aside([&] { add_order(sql, from, list.order); });
    sql.add("SELECT ").add(list.outputs).add(" FROM ").add(from.from());
    sql.add(" WHERE ").add(list.where).add(order);
    add_page(sql, list.rows, offset);
}

void add_list_after(sql_builder& sql, row_source& from, const list_sql& list,
                    const key_values& after) {
    std::vector<boundary> keys;
    for (std::size_t i = 0; i < list.order.size(); ++i)
        keys.push_back(boundary_at(sql, from, list.order[i], after[i]));
    const auto ranges = ranges_after(keys);
    const auto order = sql.aside([&] { add_order(sql, from, list.order); });
    const auto limit = sql.aside([&] { add_page(sql, list.rows, 0); });
    const auto range_sql = [&](std::size_t r, const std::string& number) {
        return "SELECT " + list.outputs + number + " FROM " + from.from() + " WHERE " + list.where +
               " AND " + ranges[r] + order + limit;
    };
    if (ranges.size() == 1) {
        sql.add(range_sql(0, ""));
        return;
    }
    sql.add("SELECT * FROM (");
    for (std::size_t r = 0; r < ranges.size(); ++r)
        sql.add(r == 0 ? "(" : " UNION ALL (").add(range_sql(r, ", " + std::to_string(r))).add(")");
    // One after the other: by the number of the range, which stands behind everything else.
    sql.add(") AS page ORDER BY ").add(std::to_string(list.width + 1));
    for (std::size_t i = 0; i < keys.size(); ++i)
        sql.add(", ")
            .add(std::to_string(list.keys[i] + 1))
            .add(direction_sql(list.order[i].descending, list.order[i].nulls));
    sql.add(limit);
}

}
