#include "domain/sort.hpp"
#include "domain/parameter_fault.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

constexpr std::size_t most_keys = 16;

error at_item(std::size_t i, std::string code, const std::string& why) {
    return parameter_fault("sort", std::move(code), "/" + std::to_string(i) + "/field", why);
}

result<sort_key> read_key(const entity& e, const sort_item& item, std::size_t i,
                          const viewer& who) {
    auto found = find_field(e, item.field, who);
    if (!found) return at_item(i, "unknown_field", unknown_field(e, item.field, who));
    const auto& c = column_of(e, *found);
    if (c.array || !facts(c.type).ordered)
        return at_item(i, "not_sortable", "this field has no order");
    return sort_key{std::move(*found), item.direction == sort_direction::desc,
                    order_of(item.nulls)};
}

void complete(const entity& e, std::vector<sort_key>& keys) {
    if (keys.empty() && e.created_at)
        keys.push_back({{{}, *e.created_at}, true, nulls_order::natural});
    const field_ref id{{}, e.id};
    if (std::ranges::find(keys, id, &sort_key::field) == keys.end())
        keys.push_back({id, !keys.empty() && keys.back().descending, nulls_order::natural});
}

}

nulls_order order_of(std::optional<sort_nulls> given) noexcept {
    if (!given) return nulls_order::natural;
    return *given == sort_nulls::first ? nulls_order::first : nulls_order::last;
}

result<std::vector<sort_item>> read_sort_items(std::string_view text) {
    auto list = json::read_list<sort_item>(text);
    if (!list) return parameter_fault("sort", list.error());
    if (list->size() > most_keys)
        return parameter_fault("sort", "too_long", {},
                               "must have at most " + std::to_string(most_keys) + " items");
    return std::move(*list);
}

result<std::vector<sort_key>> parse_sort(const entity& e, std::string_view text,
                                         const viewer& who) {
    std::vector<sort_key> keys;
    if (!text.empty()) {
        const auto list = read_sort_items(text);
        if (!list) return list.error();
        joined_tables joins;
        for (std::size_t i = 0; i < list->size(); ++i) {
            auto key = read_key(e, (*list)[i], i, who);
            if (!key) return key.error();
            if (std::ranges::find(keys, key->field, &sort_key::field) != keys.end())
                return at_item(i, "duplicate", "this field is sorted by already");
            if (!joins.admit(key->field))
                return at_item(i, "too_many_joins",
                               "paths lead to at most " + std::to_string(joined_tables::most) +
                                   " tables");
            keys.push_back(std::move(*key));
        }
    }
    complete(e, keys);
    return keys;
}

}
