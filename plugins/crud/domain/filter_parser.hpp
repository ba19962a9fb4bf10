// The `filters` parameter: JSON text → checked expression.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include <nucleus/error.hpp>
#include <string_view>

namespace nucleus::crud {

struct filter_limits {
    std::size_t expressions = 200; ///< comparisons in all
    std::size_t depth = 5;         ///< nesting of and, or, not
};

/// `[{field, operator, value}, …]` (ANDed), `{"and":[…]}`, `{"or":[…]}`, `{"not":{…}}`, nested.
/// Columns in `hidden` are unknown. A fault is `invalid_query` with path `filters` and a message
/// that says where and why.
[[nodiscard]] result<expression> parse_filters(const entity& e, std::string_view text,
                                               const column_set& hidden, filter_limits limits = {});

}
