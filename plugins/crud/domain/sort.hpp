// The `sort` parameter: JSON text → checked order.
#pragma once
#include "domain/field_path.hpp"
#include <nucleus/error.hpp>
#include <string_view>
#include <vector>

namespace nucleus::crud {

enum class nulls_order : std::uint8_t { natural, first, last };

struct sort_key {
    field_ref field;
    bool descending = false;
    nulls_order nulls = nulls_order::natural;
    bool operator==(const sort_key&) const = default;
};

/// `[{"field", "direction"?: "asc"|"desc", "nulls"?: "first"|"last"}]`; empty text: the default,
/// newest first. The primary key is appended, in the direction of the last key, so that the order
/// is total and one index serves it. Faults are `invalid_query` with path `sort`.
[[nodiscard]] result<std::vector<sort_key>> parse_sort(const entity& e, std::string_view text,
                                                       const viewer& who);

}
