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

/// Foreign keys to system tables too.
std::ptrdiff_t references_of(const entity& e) {
    return std::ranges::count_if(e.columns,
                                 [](const column& c) { return c.references.has_value(); });
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

/// `keys` of one entity. A column of the same name leaves the table's.
void add_belongs_to(const std::vector<foreign_key>& keys) {
    for (const auto& k : keys) {
        relation r{stem(k), {}, relation::kind::belongs_to, k.to, k.column, k.far};
        if (taken(*k.from, r.name)) r.name = detail::camel_case(k.to->table);
        if (!taken(*k.from, r.name)) k.from->relations.push_back(std::move(r));
    }
}

/// The referenced table's name, where nothing else has it: not another relation either.
void add_aliases(entity& e) {
    for (auto& r : e.relations) {
        const auto name = r.target ? detail::camel_case(r.target->table) : std::string{};
        const auto leads_there = [&](const relation& x) {
            return x.to_one() && x.target == r.target;
        };
        if (r.to_one() && std::ranges::count_if(e.relations, leads_there) == 1 && !taken(e, name))
            r.alias = name;
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
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto& k = keys[i];
        if (k.size() != 2 || references_of(*all[i]) != 2) continue;
        add_many_to_many(k[0], k[1]);
        add_many_to_many(k[1], k[0]);
    }
    for (const auto& e : all) add_aliases(*e);
}

}
