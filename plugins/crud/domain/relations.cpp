#include "domain/relations.hpp"
#include <algorithm>
#include <nucleus/describe.hpp>

namespace nucleus::crud {

namespace {

/// A foreign key between two entities of the configuration.
struct foreign_key {
    entity* from;
    std::size_t column;
    entity* to;
    std::size_t far;
};

std::vector<foreign_key> keys_of(entity& e, std::vector<std::unique_ptr<entity>>& all) {
    std::vector<foreign_key> keys;
    for (std::size_t i = 0; i < e.columns.size(); ++i) {
        const auto& r = e.columns[i].references;
        if (!r) continue;
        const auto to = std::ranges::find(all, r->table, [](const auto& x) { return x->table; });
        if (to == all.end()) continue;
        if (const auto far = (*to)->find(r->column)) keys.push_back({&e, i, to->get(), *far});
    }
    return keys;
}

/// category_id → category.
std::string stem(const foreign_key& k) {
    std::string_view name{k.from->columns[k.column].name};
    if (name.size() > 3 && name.ends_with("_id")) name.remove_suffix(3);
    return detail::camel_case(name);
}

bool taken(const entity& e, std::string_view name) {
    return e.find(name).has_value() || e.find_relation(name) != nullptr;
}

/// Under its name, or the longer one, or not at all.
void add(entity& to, relation r, const std::string& by) {
    if (taken(to, r.name)) {
        r.name += "By" + detail::pascal_case(by);
        if (taken(to, r.name)) return;
    }
    to.relations.push_back(std::move(r));
}

void add_belongs_to(const std::vector<foreign_key>& keys) {
    for (const auto& k : keys) {
        relation r{
            stem(k), detail::camel_case(k.to->table), relation::kind::belongs_to, k.to, k.column,
            k.far};
        const auto same_table = std::ranges::count(keys, k.to, &foreign_key::to);
        if (same_table > 1 || taken(*k.from, r.alias)) r.alias.clear();
        if (taken(*k.from, r.name)) r.name = std::exchange(r.alias, {});
        if (!r.name.empty()) k.from->relations.push_back(std::move(r));
    }
}

void add_has_many(const std::vector<foreign_key>& keys) {
    for (const auto& k : keys)
        add(*k.to,
            {detail::camel_case(k.from->table),
             {},
             relation::kind::has_many,
             k.from,
             k.far,
             k.column},
            stem(k));
}

void add_many_to_many(const foreign_key& near, const foreign_key& far) {
    relation r{detail::camel_case(far.to->table),
               {},
               relation::kind::many_to_many,
               far.to,
               near.far,
               far.far,
               near.from,
               near.column,
               far.column};
    add(*near.to, std::move(r), stem(far));
}

}

void relate(std::vector<std::unique_ptr<entity>>& all) {
    std::vector<std::vector<foreign_key>> keys;
    for (const auto& e : all) keys.push_back(keys_of(*e, all));
    for (const auto& k : keys) add_belongs_to(k);
    for (const auto& k : keys) add_has_many(k);
    for (const auto& k : keys) {
        if (k.size() != 2) continue;
        add_many_to_many(k[0], k[1]);
        add_many_to_many(k[1], k[0]);
    }
}

}
