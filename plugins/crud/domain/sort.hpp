// The `sort` parameter: JSON text → checked order.
#pragma once
#include "domain/field_path.hpp"
#include "domain/list_parameters.hpp"
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

enum class sort_nulls : std::uint8_t { first, last };
inline const std::vector<std::string>& nucleus_choices(const sort_nulls*) {
    static const std::vector<std::string> texts{"first", "last"};
    return texts;
}
/// One item of the parameter as written.
struct sort_item {
    std::string field;
    sort_direction direction = sort_direction::asc;
    std::optional<sort_nulls> nulls;
};
NUCLEUS_DESCRIBE(sort_item, (field, "Name of a column"), (direction, "asc or desc", defaulted),
                 (nulls, "Where rows without a value go"))

[[nodiscard]] nulls_order order_of(std::optional<sort_nulls> given) noexcept;
/// At most 16.
[[nodiscard]] result<std::vector<sort_item>> read_sort_items(std::string_view text);

/// `[{"field", "direction"?: "asc"|"desc", "nulls"?: "first"|"last"}]`; empty text: the default,
/// newest first. The primary key is appended, in the direction of the last key, so that the order
/// is total and one index serves it. Faults are `invalid_query` with path `sort`.
[[nodiscard]] result<std::vector<sort_key>> parse_sort(const entity& e, std::string_view text,
                                                       const viewer& who);

}
