#include "domain/list_query.hpp"
#include "domain/expansion.hpp"
#include "domain/filter_parser.hpp"
#include "domain/parameter_fault.hpp"
#include "domain/search_words.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

constexpr std::int64_t largest_offset = 1'000'000'000'000;

/// Every parameter is looked at, so that all faults are told at once.
class query_checker {
public:
    query_checker(const entity& e, const list_parameters& given, const viewer& who,
                  const query_limits& limits)
        : entity_{e}
        , given_{given}
        , who_{who}
        , limits_{limits} {}

    result<list_query> run() {
        q_.count = given_.count, q_.format = given_.format, q_.deleted = given_.deleted;
        check_page();
        check_spellings();
        if (given_.filters) take(parse_filters(entity_, *given_.filters, who_, budget_), q_.where);
        check_search();
        const auto& fields = given_.fields ? given_.fields : given_.select;
        take(parse_fields(entity_, fields, who_, given_.fields ? "fields" : "select"), q_.shown);
        if (const auto& with = given_.with ? given_.with : given_.relations)
            take(parse_with(entity_, *with, who_, limits_, budget_), q_.with);
        check_order();
        if (!all_.faults.empty()) return std::move(all_);
        q_.paths = std::move(budget_.paths);
        return std::move(q_);
    }

private:
    void refuse(std::string parameter, std::string code, std::string why) {
        all_.faults.push_back({std::move(parameter), std::move(code), std::move(why)});
    }
    template <class T> void take(result<T> found, T& into) {
        if (found)
            into = std::move(*found);
        else
            add(found.error());
    }
    void add(const error& e) {
        all_.faults.insert(all_.faults.end(), e.faults.begin(), e.faults.end());
    }

    void check_page() {
        if (given_.format != list_format::json) return check_export();
        q_.page = given_.page.value_or(1);
        q_.limit = given_.limit.value_or(std::min<std::int64_t>(20, limits_.page_size));
        if (q_.limit > limits_.page_size)
            return refuse("limit", "too_big",
                          "must be at most " + std::to_string(limits_.page_size));
        if (given_.offset.value_or(0) > largest_offset || q_.page > largest_offset / q_.limit)
            return refuse(given_.offset ? "offset" : "page", "too_big", "is too far");
        q_.offset = given_.offset.value_or((q_.page - 1) * q_.limit);
        if (given_.offset) q_.page = q_.offset / q_.limit + 1;
        if (given_.cursor && (given_.offset || given_.page))
            refuse(given_.offset ? "offset" : "page", "conflict",
                   "excludes cursor, which says where the page begins");
    }

    /// The whole list, or its first `limit` rows: there are no pages.
    void check_export() {
        q_.limit = std::min(given_.limit.value_or(largest_offset), largest_offset);
        const auto none = [&](bool is_given, const char* name) {
            if (is_given)
                refuse(name, "conflict", "is of no use here: csv and ndjson have no pages");
        };
        none(given_.page.has_value(), "page");
        none(given_.offset.has_value(), "offset");
        none(given_.cursor.has_value(), "cursor");
        if (given_.format == list_format::csv && (given_.with || given_.relations))
            refuse(given_.with ? "with" : "relations", "conflict",
                   "does not fit into csv; ndjson can hold it");
    }

    void check_spellings() {
        const auto both = [&](bool first, bool second, const char* older, const char* newer) {
            if (first && second)
                refuse(older, "conflict",
                       std::string{"is the older spelling of "} + newer + ": give one of them");
        };
        both(given_.order_by.has_value(), given_.sort.has_value(), "orderBy", "sort");
        both(given_.relations.has_value(), given_.with.has_value(), "relations", "with");
        both(given_.select.has_value(), given_.fields.has_value(), "select", "fields");
        if (given_.order_direction && !given_.order_by)
            refuse("orderDirection", "conflict", "goes with orderBy");
    }

    void check_search() {
        if (!given_.search || given_.search->empty()) return;
        if (searched_columns(entity_, who_.hidden(entity_)).empty())
            return refuse("search", "not_searchable", "this entity has no searchable columns");
        q_.search = *given_.search;
    }

    void check_order() {
        if (given_.sort && given_.sort->empty())
            return refuse("sort", "malformed_json", "must be a JSON array");
        const auto sort = sort_text(given_);
        if (!given_.distinct && !given_.aggregate && !given_.group_by)
            return take(parse_sort(entity_, sort, who_), q_.order);
        if (given_.distinct && (given_.aggregate || given_.group_by))
            return refuse("distinct", "conflict", "excludes aggregate and groupBy");
        if (given_.cursor)
            return refuse("cursor", "conflict", "is for lists of rows, not of groups");
        if (!q_.with.empty() || given_.fields || given_.select)
            return refuse(given_.distinct    ? "distinct"
                          : given_.aggregate ? "aggregate"
                                             : "groupBy",
                          "conflict", "excludes fields and with: groups are no rows");
        auto groups = given_.distinct
                          ? parse_distinct(entity_, *given_.distinct, sort, who_)
                          : parse_grouping(entity_, given_.aggregate, given_.group_by, sort, who_);
        if (groups)
            q_.groups = std::move(*groups);
        else
            add(groups.error());
    }

    const entity& entity_;
    const list_parameters& given_;
    const viewer& who_;
    const query_limits& limits_;
    filter_budget budget_{limits_.expressions, limits_.depth};
    list_query q_;
    error all_{errors::invalid_query};
};

}

result<list_query> check_list_query(const entity& e, const list_parameters& given,
                                    const viewer& who, const query_limits& limits) {
    return query_checker{e, given, who, limits}.run();
}

page_meta meta_of(const list_query& q, bool has_more, std::optional<std::int64_t> total,
                  bool estimated) {
    page_meta m;
    m.limit = q.limit;
    if (q.after.empty()) m.page = q.page;
    m.has_next_page = has_more, m.has_prev_page = q.offset > 0 || !q.after.empty();
    if (!total) return m;
    m.total_items = *total;
    m.total_pages = (*total + q.limit - 1) / q.limit;
    if (estimated) m.total_is_estimate = true;
    return m;
}

}
