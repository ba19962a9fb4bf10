#include "domain/entity.hpp"
#include "domain/json_literal.hpp"
#include "domain/naming.hpp"
#include "domain/sql_text.hpp"
#include <algorithm>

namespace nucleus::crud {

std::string column::sql_type() const {
    std::string out{facts(type).sql};
    if (length) out += "(" + std::to_string(*length) + ")";
    if (precision) {
        out += "(" + std::to_string(*precision);
        if (scale) out += "," + std::to_string(*scale);
        out += ")";
    }
    return array ? out + "[]" : out;
}

std::optional<std::size_t> entity::find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].json_name == name || columns[i].name == name) return i;
    return std::nullopt;
}

std::optional<std::size_t> entity::find_visible(std::string_view name,
                                                const column_set& hidden) const noexcept {
    const auto i = find(name);
    return i && columns[*i].readable && !hidden[*i] ? i : std::nullopt;
}

std::vector<std::size_t> entity::readable_columns() const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].readable) all.push_back(i);
    return all;
}

std::vector<std::string> entity::visible_names(const column_set& hidden) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].readable && !hidden[i]) names.push_back(columns[i].json_name);
    return names;
}

const relation* entity::find_relation(std::string_view name) const noexcept {
    for (const auto& r : relations)
        if (r.name == name || (!r.alias.empty() && r.alias == name)) return &r;
    return nullptr;
}

const index* entity::find_index(std::string_view name) const noexcept {
    const auto i = std::ranges::find(indexes, name, &index::name);
    return i == indexes.end() ? nullptr : &*i;
}

bool entity::is_open(verb v) const noexcept {
    return std::ranges::find(open_verbs, v) != open_verbs.end();
}

std::vector<std::string> entity::columns_of(std::string_view constraint) const {
    std::vector<std::string> names;
    const auto add = [&](std::string_view column) {
        if (const auto i = find(column)) names.push_back(columns[*i].json_name);
    };
    for (const auto& i : indexes)
        if (i.name == constraint) std::ranges::for_each(i.columns, add);
    for (const auto& c : checks)
        if (c.name == constraint && !c.column.empty()) add(c.column);
    for (const auto& c : columns)
        if (c.references && object_name(table, {c.name}, "fkey") == constraint)
            names.push_back(c.json_name);
    return names;
}

}
