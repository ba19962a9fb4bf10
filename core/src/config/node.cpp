#include "config/node.hpp"

namespace nucleus::config {

node node_of(const value_type* t) {
    while (t && t->holds == container::optional) t = t->element;
    if (t && t->holds == container::none && t->kind == value_kind::object) return {&t->object(), t};
    return {nullptr, t};
}

node node_of(const section_declaration& d) {
    if (is_list(d)) return node_of(d.described->fields[0].type);
    return {d.described, nullptr};
}

bool is_list(const section_declaration& d) noexcept {
    const auto& fields = d.described->fields;
    return fields.size() == 1 && fields[0].name == d.name &&
           fields[0].type->holds == container::list;
}

node node::child(std::string_view step) const {
    if (object) {
        const auto* f = object->find(step);
        return f ? node_of(f->type) : node{};
    }
    const bool holds_more =
        type && (type->holds == container::map || type->holds == container::list);
    return holds_more ? node_of(type->element) : node{};
}

}
