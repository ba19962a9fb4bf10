#include "domain/sort.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>
#include <nucleus/suggestion.hpp>

namespace nucleus::crud {

enum class sort_direction : std::uint8_t { asc, desc };
inline const std::vector<std::string>& nucleus_choices(const sort_direction*) {
    static const std::vector<std::string> texts{"asc", "desc"};
    return texts;
}
enum class sort_nulls : std::uint8_t { first, last };
inline const std::vector<std::string>& nucleus_choices(const sort_nulls*) {
    static const std::vector<std::string> texts{"first", "last"};
    return texts;
}
struct sort_item {
    std::string field;
    sort_direction direction = sort_direction::asc;
    std::optional<sort_nulls> nulls;
};
NUCLEUS_DESCRIBE(sort_item, (field, "Name of a column"), (direction, "asc or desc", defaulted),
                 (nulls, "Where rows without a value go"))

namespace {

constexpr std::size_t most_keys = 16;

fault at_item(std::size_t i, std::string code, const std::string& why) {
    return {"sort", std::move(code), "at /" + std::to_string(i) + "/field: " + why};
}

error refused(const error& found) {
    error e{errors::invalid_query};
    if (found.faults.empty())
        e.faults.push_back({"sort", "malformed_json", std::string{found.text()}});
    for (const auto& f : found.faults) {
        const auto where = f.path.empty() ? std::string{} : "at " + f.path + ": ";
        e.faults.push_back({"sort", f.code, where + f.message});
    }
    return e;
}

void complete(const entity& e, std::vector<sort_key>& keys) {
    if (keys.empty() && e.created_at) keys.push_back({*e.created_at, true, nulls_order::natural});
    const bool has_id =
        std::ranges::any_of(keys, [&](const sort_key& k) { return k.column == e.id; });
    if (!has_id)
        keys.push_back({e.id, !keys.empty() && keys.back().descending, nulls_order::natural});
}

}

result<std::vector<sort_key>> parse_sort(const entity& e, std::string_view text,
                                         const column_set& hidden) {
    std::vector<sort_key> keys;
    if (!text.empty()) {
        const auto list = json::read_list<sort_item>(text);
        if (!list) return refused(list.error());
        if (list->size() > most_keys)
            return error{errors::invalid_query,
                         {},
                         {{"sort", "too_long",
                           "must have at most " + std::to_string(most_keys) + " items"}}};
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto& item = (*list)[i];
            const auto c = e.find_visible(item.field, hidden);
            if (!c)
                return error{errors::invalid_query,
                             {},
                             {at_item(i, "unknown_field",
                                      "there is no such field" +
                                          suggestion(item.field, e.visible_names(hidden)))}};
            if (e.columns[*c].array || !facts(e.columns[*c].type).ordered)
                return error{errors::invalid_query,
                             {},
                             {at_item(i, "not_sortable", "this field has no order")}};
            if (std::ranges::any_of(keys, [&](const sort_key& k) { return k.column == *c; }))
                return error{errors::invalid_query,
                             {},
                             {at_item(i, "duplicate", "this field is sorted by already")}};
            const auto nulls = !item.nulls                        ? nulls_order::natural
                               : *item.nulls == sort_nulls::first ? nulls_order::first
                                                                  : nulls_order::last;
            keys.push_back({*c, item.direction == sort_direction::desc, nulls});
        }
    }
    complete(e, keys);
    return keys;
}

}
