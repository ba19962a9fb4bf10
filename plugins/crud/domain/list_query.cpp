#include "domain/list_query.hpp"
#include "domain/filter_parser.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

constexpr std::int64_t largest_offset = 1'000'000'000'000;

/// `?status=active`: told how it is done.
void show_filters(error& e, const entity& of, const column_set& hidden) {
    for (auto& f : e.faults)
        if (f.code == "unknown_parameter" && of.find_visible(f.path, hidden))
            f.message += R"(; rows are chosen with filters=[{"field":")" + f.path +
                         R"(","operator":"eq","value":…}])";
}

void add_faults(error& all, const error& more) {
    all.faults.insert(all.faults.end(), more.faults.begin(), more.faults.end());
}

}

result<list_query> parse_list_query(const entity& e, std::string_view query,
                                    const column_set& hidden, const query_limits& limits) {
    list_parameters given;
    if (!query.empty())
        if (auto r = json::read_query(shape_of<list_parameters>(), &given, query); !r) {
            auto why = r.error();
            show_filters(why, e, hidden);
            return why;
        }
    error all{errors::invalid_query};
    list_query q{given.page, given.limit, 0, given.count, {}, {}};
    if (given.limit > limits.page_size)
        all.faults.push_back(
            {"limit", "too_big", "must be at most " + std::to_string(limits.page_size)});
    else if (given.offset.value_or(0) > largest_offset || given.page > largest_offset / given.limit)
        all.faults.push_back({given.offset ? "offset" : "page", "too_big", "is too far"});
    else
        q.offset = given.offset.value_or((given.page - 1) * given.limit);
    if (given.offset) q.page = q.offset / q.limit + 1;
    if (given.filters) {
        auto where = parse_filters(e, *given.filters, hidden, {limits.expressions, limits.depth});
        if (where)
            q.where = std::move(*where);
        else
            add_faults(all, where.error());
    }
    auto order = parse_sort(e, given.sort.value_or(""), hidden);
    if (given.sort && given.sort->empty())
        all.faults.push_back({"sort", "malformed_json", "must be a JSON array"});
    else if (order)
        q.order = std::move(*order);
    else
        add_faults(all, order.error());
    if (!all.faults.empty()) return all;
    return q;
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
