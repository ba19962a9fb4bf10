#include "domain/sort.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

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
struct sort_list {
    std::vector<sort_item> items;
};
NUCLEUS_DESCRIBE(sort_list, (items, "Keys, the first first", max_length(16)))

namespace {

fault at_item(std::size_t i, std::string code, const std::string& why) {
    return {"sort", std::move(code), "at /" + std::to_string(i) + "/field: " + why};
}

error refused(const error& found) {
    error e{errors::invalid_query};
    if (found.faults.empty())
        e.faults.push_back({"sort", "malformed_json", std::string{found.text()}});
    for (const auto& f : found.faults) {
        const auto path = f.path.starts_with("/items") ? f.path.substr(6) : f.path;
        e.faults.push_back({"sort", f.code, (path.empty() ? "" : "at " + path + ": ") + f.message});
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
        const auto list =
            json::read<sort_list>(std::string{R"({"items":)"}.append(text).append("}"));
        if (!list) return refused(list.error());
        for (std::size_t i = 0; i < list->items.size(); ++i) {
            const auto& item = list->items[i];
            const auto c = e.find(item.field);
            if (!c || !e.columns[*c].readable || hidden[*c])
                return error{errors::invalid_query,
                             {},
                             {at_item(i, "unknown_field", "there is no such field")}};
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
