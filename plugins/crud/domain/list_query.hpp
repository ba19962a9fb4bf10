// What a list was asked for: the URL's query string, checked.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include "domain/sort.hpp"
#include <nucleus/error.hpp>

namespace nucleus::crud {

enum class count_mode : std::uint8_t { automatic, exact, none };
inline const std::vector<std::string>& nucleus_choices(const count_mode*) {
    static const std::vector<std::string> texts{"auto", "exact", "none"};
    return texts;
}

/// The parameters as they are written.
struct list_parameters {
    std::int64_t page = 1, limit = 20;
    std::optional<std::int64_t> offset;
    count_mode count = count_mode::automatic;
    std::optional<std::string> filters, sort;
};
NUCLEUS_DESCRIBE(list_parameters, (page, "1-based page", at_least(1), defaulted),
                 (limit, "Rows on a page", at_least(1), defaulted),
                 (offset, "Rows to skip; wins over page", at_least(0)),
                 (count, "Whether totals are counted", defaulted),
                 (filters, "JSON: [{field, operator, value}], or nested and, or, not",
                  max_length(16384)),
                 (sort, "JSON: [{field, direction, nulls}]", max_length(4096)))

struct list_query {
    std::int64_t page = 1, limit = 20, offset = 0;
    count_mode count = count_mode::automatic;
    expression where;
    std::vector<sort_key> order;
};

struct query_limits {
    std::int64_t page_size = 1000;
    std::size_t expressions = 200, depth = 5;
};

/// Reads it; all faults are `invalid_query`, each with the name of its parameter.
[[nodiscard]] result<list_query> parse_list_query(const entity& e, std::string_view query,
                                                  const column_set& hidden,
                                                  const query_limits& limits);

/// `meta` of a list, from what the query returned.
struct page_meta {
    std::int64_t page = 1, limit = 20;
    std::optional<std::int64_t> total_items, total_pages;
    bool has_next_page = false, has_prev_page = false;
    std::optional<bool> total_is_estimate;
};
NUCLEUS_DESCRIBE(page_meta, (page, "This page"), (limit, "Rows on a page"),
                 (total_items, "Rows in all"), (total_pages, "Pages in all"),
                 (has_next_page, "More follows"), (has_prev_page, "Something precedes"),
                 (total_is_estimate, "The total is the planner's estimate"))

/// `total` as counted or estimated; none when it was not asked for.
[[nodiscard]] page_meta meta_of(const list_query& q, bool has_more,
                                std::optional<std::int64_t> total, bool estimated);

}
