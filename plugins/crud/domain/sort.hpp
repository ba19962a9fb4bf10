// The `sort` parameter: JSON text → checked order.
#pragma once
#include "domain/entity.hpp"
#include <nucleus/error.hpp>
#include <string_view>
#include <vector>

namespace nucleus::crud {

enum class nulls_order : std::uint8_t { natural, first, last };

struct sort_key {
    std::size_t column = 0;
    bool descending = false;
    nulls_order nulls = nulls_order::natural;
    bool operator==(const sort_key&) const = default;
};

/// `[{"field", "direction"?: "asc"|"desc", "nulls"?: "first"|"last"}]`; empty text: the default,
/// newest first. The primary key is appended, in the direction of the last key, so that the order
/// is total and one index serves it. Faults are `invalid_query` with path `sort`.
[[nodiscard]] result<std::vector<sort_key>> parse_sort(const entity& e, std::string_view text,
                                                       const column_set& hidden);

}
