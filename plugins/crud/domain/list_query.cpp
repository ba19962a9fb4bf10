#include "domain/list_query.hpp"
#include "domain/expansion.hpp"
#include "domain/filter_parser.hpp"
#include "domain/parameter_fault.hpp"
#include "domain/search_words.hpp"
#include <nucleus/json/json.hpp>

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
        q_.page = given_.page, q_.limit = given_.limit, q_.count = given_.count;
        q_.deleted = given_.deleted;
        check_page();
        check_spellings();
        if (given_.filters)
            take(
                parse_filters(entity_, *given_.filters, who_, {limits_.expressions, limits_.depth}),
                q_.where);
        check_search();
        const auto& fields = given_.fields ? given_.fields : given_.select;
        take(parse_fields(entity_, fields, who_, given_.fields ? "fields" : "select"), q_.shown);
        if (const auto& with = given_.with ? given_.with : given_.relations)
            take(parse_with(entity_, *with, who_, limits_), q_.with);
        check_order();
        if (!all_.faults.empty()) return std::move(all_);
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
        if (given_.limit > limits_.page_size)
            return refuse("limit", "too_big",
                          "must be at most " + std::to_string(limits_.page_size));
        if (given_.offset.value_or(0) > largest_offset ||
            given_.page > largest_offset / given_.limit)
            return refuse(given_.offset ? "offset" : "page", "too_big", "is too far");
        q_.offset = given_.offset.value_or((given_.page - 1) * given_.limit);
        if (given_.offset) q_.page = q_.offset / q_.limit + 1;
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

    std::string sort_text() const {
        if (!given_.order_by) return given_.sort.value_or("");
        std::string text{R"([{"field":)"};
        json::append_string(text, *given_.order_by);
        const bool down = given_.order_direction == sort_direction::desc;
        return text + (down ? R"(,"direction":"desc"}])" : "}]");
    }

    void check_order() {
        if (given_.sort && given_.sort->empty())
            return refuse("sort", "malformed_json", "must be a JSON array");
        const auto sort = sort_text();
        if (!given_.distinct && !given_.aggregate && !given_.group_by)
            return take(parse_sort(entity_, sort, who_), q_.order);
        if (given_.distinct && (given_.aggregate || given_.group_by))
            return refuse("distinct", "conflict", "excludes aggregate and groupBy");
        if (!q_.with.empty() || given_.fields || given_.select)
            return refuse(given_.distinct ? "distinct" : "aggregate", "conflict",
                          "excludes fields and with: groups are no rows");
        auto groups = given_.distinct ? parse_distinct(entity_, *given_.distinct, sort, who_)
                                      : parse_grouping(entity_, given_.aggregate.value_or(""),
                                                       given_.group_by.value_or(""), sort, who_);
        if (groups)
            q_.groups = std::move(*groups);
        else
            add(groups.error());
    }

    const entity& entity_;
    const list_parameters& given_;
    const viewer& who_;
    const query_limits& limits_;
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
    m.page = q.page, m.limit = q.limit;
    m.has_next_page = has_more, m.has_prev_page = q.offset > 0;
    if (!total) return m;
    m.total_items = *total;
    m.total_pages = (*total + q.limit - 1) / q.limit;
    if (estimated) m.total_is_estimate = true;
    return m;
}

}
