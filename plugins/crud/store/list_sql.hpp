// The text of a list: from its beginning, or from behind a row of it.
#pragma once
#include "store/sql_builder.hpp"

namespace nucleus::crud {

struct list_sql {
    std::string outputs; ///< of SELECT
    std::size_t width;   ///< how many
    std::string where;
    const std::vector<sort_key>& order;
    std::vector<std::size_t> keys; ///< where the sort keys stand among the outputs
    std::int64_t rows;             ///< at most
};

/// Where the sort keys stand among the outputs of a list: a column of the entity that is shown
/// stands for itself, the others follow behind `columns`.
[[nodiscard]] std::vector<std::size_t> key_positions(const std::vector<sort_key>& order,
                                                     const std::vector<std::size_t>& columns);

/// SELECT … from the beginning, passing over `offset` rows.
void add_list(sql_builder& sql, row_source& from, const list_sql& list, std::int64_t offset);

/// SELECT … from behind the row whose sort keys have the values `after`. The order being total, the
/// rows behind it are a chain of ranges: equal in all keys but the last and behind in that one,
/// equal in all but two, and so on. Each is asked for by itself, so that an index over the keys
/// leads straight to it and a page costs the same at any depth.
void add_list_after(sql_builder& sql, row_source& from, const list_sql& list,
                    const key_values& after);

}
