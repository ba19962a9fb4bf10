#include "domain/field_path.hpp"
#include <algorithm>
#include <nucleus/suggestion.hpp>

namespace nucleus::crud {

namespace {

/// Follows to-one relations up to the last dot; null: there is none of that name, or it is out of
/// sight.
const entity* follow(const entity& e, std::string_view& name, const viewer& who, field_ref* found) {
    const auto* at = &e;
    if (std::ranges::count(name, '.') > static_cast<std::ptrdiff_t>(longest_path)) return nullptr;
    for (auto dot = name.find('.'); dot != name.npos; dot = name.find('.')) {
        const auto* r = at->find_relation(name.substr(0, dot));
        if (!r || !r->to_one() || !who.follows(*at, *r)) return nullptr;
        if (found) found->path.push_back(r);
        at = r->target;
        name.remove_prefix(dot + 1);
    }
    return at;
}

}

bool joined_tables::admit(const field_ref& f) {
    for (auto path = f.path; !path.empty(); path.pop_back())
        if (std::ranges::find(paths_, path) == paths_.end()) paths_.push_back(path);
    return paths_.size() <= most;
}

std::optional<field_ref> find_field(const entity& e, std::string_view name, const viewer& who) {
    field_ref found;
    const auto* last = follow(e, name, who, &found);
    if (!last) return std::nullopt;
    const auto column = last->find_visible(name, who.hidden(*last));
    if (!column) return std::nullopt;
    found.column = *column;
    return found;
}

const entity& entity_of(const entity& root, const field_ref& f) noexcept {
    return f.path.empty() ? root : *f.path.back()->target;
}

const column& column_of(const entity& root, const field_ref& f) noexcept {
    return entity_of(root, f).columns[f.column];
}

std::string unknown_field(const entity& e, std::string_view name, const viewer& who) {
    const auto* last = follow(e, name, who, nullptr);
    std::string why{"there is no such field"};
    if (std::ranges::count(name, '.') > static_cast<std::ptrdiff_t>(longest_path))
        return "a path crosses at most " + std::to_string(longest_path) + " relations";
    return last ? why + suggestion(name, last->visible_names(who.hidden(*last))) : why;
}

}
