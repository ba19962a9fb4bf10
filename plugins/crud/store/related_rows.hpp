// The rows that relations lead to: one statement per relation, however many rows ask.
#pragma once
#include "domain/list_query.hpp"
#include "domain/viewer.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// More than this for one relation of one answer are refused.
inline constexpr std::int64_t most_related_rows = 100'000;

/// For each of `keys` (different values of the relation's near column, in text form) the rows it
/// leads to, in order. Column 0 is the key's 1-based number, the others are `columns` of the
/// target. One row more than the most tells that there are too many.
task<pg::rows> related_rows(pg::database& db, pg::call c, const entity& from, const expansion& x,
                            const std::vector<std::string>& keys, const viewer& who,
                            const std::vector<std::size_t>& columns);

}
