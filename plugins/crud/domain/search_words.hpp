// The words of a row, as PostgreSQL's full text search has them. One text for index and query, so
// that the one serves the other.
#pragma once
#include "domain/entity.hpp"

namespace nucleus::crud {

/// `'english'::regconfig`; of an entity without `search`: simple.
[[nodiscard]] std::string language_sql(const entity& e);
/// `to_tsvector(…)` over the columns of `search` but the hidden ones; `prefix` is an alias and its
/// dot, or nothing. The index has it of all of them.
[[nodiscard]] std::string words_sql(const entity& e, std::string_view prefix,
                                    const column_set& hidden = {});
/// Where the search parameter looks, for a caller who may not see the `hidden` columns.
[[nodiscard]] std::vector<std::size_t> searched_columns(const entity& e, const column_set& hidden);

}
