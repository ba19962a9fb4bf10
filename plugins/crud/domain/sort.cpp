#include "domain/sort.hpp"
#include "domain/list_parameters.hpp"
#include "domain/parameter_fault.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

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
    const auto nulls = !item.nulls                        ? nulls_order::natural
                       : *item.nulls == sort_nulls::first ? nulls_order::first
                                                          : nulls_order::last;
    return sort_key{std::move(*found), item.direction == sort_direction::desc, nulls};
}

void complete(const entity& e, std::vector<sort_key>& keys) {
    if (keys.empty() && e.created_at)
        keys.push_back({{{}, *e.created_at}, true, nulls_order::natural});
    const field_ref id{{}, e.id};
    if (std::ranges::find(keys, id, &sort_key::field) == keys.end())
        keys.push_back({id, !keys.empty() && keys.back().descending, nulls_order::natural});
}

}

result<std::vector<sort_key>> parse_sort(const entity& e, std::string_view text,
                                         const viewer& who) {
    std::vector<sort_key> keys;
    if (!text.empty()) {
        const auto list = json::read_list<sort_item>(text);
        if (!list) return parameter_fault("sort", list.error());
        if (list->size() > most_keys)
            return parameter_fault("sort", "too_long", {},
                                   "must have at most " + std::to_string(most_keys) + " items");
        for (std::size_t i = 0; i < list->size(); ++i) {
            auto key = read_key(e, (*list)[i], i, who);
            if (!key) return key.error();
            if (std::ranges::find(keys, key->field, &sort_key::field) != keys.end())
                return at_item(i, "duplicate", "this field is sorted by already");
            keys.push_back(std::move(*key));
        }
    }
    complete(e, keys);
    return keys;
}

}
