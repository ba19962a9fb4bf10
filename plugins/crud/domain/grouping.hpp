// Answers about groups of rows: `distinct`, `aggregate` and `groupBy`.
#pragma once
#include "domain/sort.hpp"
#include <nucleus/error.hpp>
#include <optional>
#include <string>

namespace nucleus::crud {

enum class bucket : std::uint8_t { none, minute, hour, day, week, month, quarter, year };

struct group_key {
    field_ref field;
    bucket by = bucket::none;
    std::string name; ///< in the answer: the field as it was written, or `as`
};

enum class aggregate_function : std::uint8_t { count, sum, avg, min, max };

struct aggregate {
    aggregate_function fn = aggregate_function::count;
    std::optional<field_ref> field; ///< count: of all rows
    std::string name;
};

struct group_order {
    std::size_t output = 0; ///< index: the keys first, then the values
    bool descending = false;
    nulls_order nulls = nulls_order::natural;
};

struct grouping {
    std::vector<group_key> keys;
    std::vector<aggregate> values;
    std::vector<group_order> order; ///< the remaining keys follow, ascending
};

/// The type of an output, so that it can be written.
[[nodiscard]] column_type type_of(const entity& e, const group_key& k);
[[nodiscard]] column_type type_of(const entity& e, const aggregate& a);

/// `aggregate=[{"fn","field","as"}]`, `groupBy=["status",{"field","bucket","as"}]` and `sort` by
/// their names. Faults are `invalid_query` with the name of the parameter.
[[nodiscard]] result<grouping> parse_grouping(const entity& e,
                                              const std::optional<std::string>& aggregates,
                                              const std::optional<std::string>& group_by,
                                              std::string_view sort, const viewer& who);
/// `distinct=["status"]`, sorted by these fields only.
[[nodiscard]] result<grouping> parse_distinct(const entity& e, std::string_view fields,
                                              std::string_view sort, const viewer& who);

}
