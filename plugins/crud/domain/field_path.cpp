#include "domain/field_path.hpp"
#include <nucleus/suggestion.hpp>

namespace nucleus::crud {

namespace {

/// Follows to-one relations up to the last dot; null: there is none of that name, or it is out of
/// sight.
const entity* follow(const entity& e, std::string_view& name, const viewer& who, field_ref* found) {
    const auto* at = &e;
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
    return last ? why + suggestion(name, last->visible_names(who.hidden(*last))) : why;
}

}
