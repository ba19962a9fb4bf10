// What a list was asked for: query string or body, checked.
#pragma once
#include "domain/expression.hpp"
#include "domain/grouping.hpp"
#include "domain/json_path.hpp"
#include "domain/list_parameters.hpp"
#include "domain/sort.hpp"
#include <nucleus/error.hpp>

namespace nucleus::crud {

/// One relation to expand, and what to expand of it.
struct expansion {
    const relation* over = nullptr;
    column_set shown; ///< of its target
    expression where;
    std::vector<sort_key> order;
    std::int64_t limit = 0; ///< rows per row that leads to them
    std::vector<expansion> with;
};

/// The values of some sort keys in PostgreSQL's text form; none: NULL.
using key_values = std::vector<std::optional<std::string>>;

struct list_query {
    std::int64_t page = 1, limit = 20, offset = 0;
    key_values after; ///< of the row before the first, when a cursor says where to go on
    count_mode count = count_mode::automatic;
    list_format format = list_format::json;
    deleted_mode deleted = deleted_mode::without;
    column_set shown;
    expression where;
    std::string search; ///< empty: none
    std::vector<sort_key> order;
    std::vector<expansion> with;
    std::optional<grouping> groups; ///< instead of rows; order and with are of no use then
    std::vector<json_path> paths;   ///< of all filters; still to be checked
};

struct query_limits {
    std::int64_t page_size = 1000;
    std::size_t expressions = 200, depth = 5;
};

/// Checks them; all faults are `invalid_query`, each with the name of its parameter.
[[nodiscard]] result<list_query> check_list_query(const entity& e, const list_parameters& given,
                                                  const viewer& who, const query_limits& limits);

/// `meta` of a list, from what the query returned.
struct page_meta {
    std::optional<std::int64_t> page; ///< not known behind a cursor
    std::int64_t limit = 20;
    std::optional<std::int64_t> total_items, total_pages;
    bool has_next_page = false, has_prev_page = false;
    std::optional<bool> total_is_estimate;
    std::optional<std::string> next_cursor;
};
NUCLEUS_DESCRIBE(page_meta, (page, "This page"), (limit, "Rows on a page"),
                 (total_items, "Rows in all"), (total_pages, "Pages in all"),
                 (has_next_page, "More follows"), (has_prev_page, "Something precedes"),
                 (total_is_estimate, "The total is the planner's estimate"),
                 (next_cursor, "Gets the next page, at the same cost however deep it is"))

/// `total` as counted or estimated; none when it was not asked for.
[[nodiscard]] page_meta meta_of(const list_query& q, bool has_more,
                                std::optional<std::int64_t> total, bool estimated);

}
