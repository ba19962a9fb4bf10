// Checks, indexes and foreign keys.
#include "domain/naming.hpp"
#include "domain/sql_text.hpp"
#include "schema/comparison.hpp"
#include "schema/probes.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

using way = later_work::way;

/// A check or foreign key as it shall be.
struct wanted_constraint {
    std::string name, text;       ///< as PostgreSQL has it
    std::string definition;       ///< behind ADD CONSTRAINT and the name
    const actual_constraint* has; ///< null: there is none yet
};

std::string drop_sql(const table_comparison& c, const std::string& name) {
    return c.alter() + " DROP CONSTRAINT IF EXISTS " + quoted(name);
}
std::string add_sql(const table_comparison& c, const std::string& name,
                    const std::string& definition) {
    return c.alter() + " ADD CONSTRAINT " + quoted(name) + " " + definition;
}
std::string validate_sql(const table_comparison& c, const std::string& name) {
    return c.alter() + " VALIDATE CONSTRAINT " + quoted(name);
}

/// Rows of a large table are looked at after the constraint was added. What it replaces holds until
/// then, so that there is a rule at any time, and after a failure still the former one.
void constrain_beside(const table_comparison& c, const wanted_constraint& w, change& made) {
    const auto name = w.has ? successor(w.name) : w.name;
    made.sql =
        (w.has ? drop_sql(c, name) + "; " : "") + add_sql(c, name, w.definition) + " NOT VALID";
    made.later.push_back({way::beside, validate_sql(c, name)});
    if (w.has)
        made.later.push_back({way::brief, drop_sql(c, w.name) + "; " + c.alter() +
                                              " RENAME CONSTRAINT " + quoted(name) + " TO " +
                                              quoted(w.name)});
    made.undo = {way::brief, drop_sql(c, name)};
    made.effect = reads_all;
}

/// Fills in how; false: there is nothing to do.
bool plan_constraint(const table_comparison& c, const wanted_constraint& w, change& made) {
    if (w.has && w.has->text == w.text) {
        if (w.has->validated) return false;
        made.what = "validate" + made.what.substr(made.what.find(' '));
        if (!c.large()) {
            made.sql = validate_sql(c, w.name);
            return true;
        }
        made.later.push_back({way::beside, validate_sql(c, w.name)});
        made.undo = {way::brief, drop_sql(c, w.name)};
        made.effect = reads_all;
        return true;
    }
    if (w.has) made.what = "replace" + made.what.substr(made.what.find(' '));
    if (c.large())
        constrain_beside(c, w, made);
    else
        made.sql = (w.has ? drop_sql(c, w.name) + "; " : "") + add_sql(c, w.name, w.definition);
    return true;
}

template <class M> const typename M::mapped_type* find_in(const M& m, const std::string& name) {
    const auto at = m.find(name);
    return at == m.end() ? nullptr : &at->second;
}

char action_code(reference_action a) {
    switch (a) {
    case reference_action::no_action: break;
    case reference_action::restrict: return 'r';
    case reference_action::cascade: return 'c';
    case reference_action::set_null: return 'n';
    case reference_action::set_default: return 'd';
    }
    return 'a';
}

std::string reference_text(const column& c) {
    const auto& r = *c.references;
    return c.name + " " + r.table + " " + r.column + " " + action_code(r.on_delete) +
           action_code(r.on_update);
}

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

bool is_as_declared(const table_comparison& c, const index& i) {
    const auto* found = find_in(c.actual->indexes, i.name);
    return found && *found == c.declared.indexes.at(i.name);
}

/// A foreign key needs a unique index of what it refers to: one that is not there before the
/// transaction ends keeps it waiting.
bool must_wait_for(const table_comparison& target, const std::string& column) {
    return target.large() && std::ranges::any_of(target.of.indexes, [&](const index& i) {
               return i.unique && i.columns == std::vector{column} && !is_as_declared(target, i);
           });
}

void build_beside(const table_comparison& c, const index& i, bool replaces, change& made) {
    const auto name = replaces ? successor(i.name) : i.name;
    auto under = i;
    under.name = name;
    const auto drop = "DROP INDEX CONCURRENTLY IF EXISTS " + qualified(c.schema, name);
    made.later = {{way::beside, drop}, {way::beside, create_index_sql(c.table, under, true)}};
    if (replaces)
        made.later.push_back({way::brief, "DROP INDEX " + qualified(c.schema, i.name) +
                                              "; ALTER INDEX " + qualified(c.schema, name) +
                                              " RENAME TO " + quoted(i.name)});
    made.undo = {way::beside, drop};
    made.effect = builds_beside;
}

}

std::string successor(const std::string& name) { return object_name(name, {}, "successor"); }

std::string presence_check(const table_comparison& c, const std::string& column) {
    return object_name(c.of.table, {column}, "not_null");
}

std::vector<change> check_changes(const table_comparison& c) {
    std::vector<change> out;
    for (const auto& k : c.of.checks) {
        change made{c.object(k.column.empty() ? k.name : k.column), "add the check"};
        const wanted_constraint w{k.name, c.declared.checks.at(k.name).text,
                                  "CHECK (" + k.expression + ")",
                                  c.actual ? find_in(c.actual->checks, k.name) : nullptr};
        if (!plan_constraint(c, w, made)) continue;
        if (c.actual) made.probe = find_breach(c, k.expression);
        made.remedy = "rows that break it exist: correct them first, or change " +
                      (k.column.empty() ? "the constraint" : "the rules of column " + k.column);
        out.push_back(std::move(made));
    }
    return out;
}

std::vector<change> index_changes(const table_comparison& c) {
    std::vector<change> out;
    for (const auto& i : c.of.indexes) {
        const auto* found = c.actual ? find_in(c.actual->indexes, i.name) : nullptr;
        if (found && is_as_declared(c, i)) continue;
        change made{c.object(i.name), found ? "replace the index" : "create the index"};
        if (found && !found->valid) made.what = "build the index again, which was not finished";
        if (c.large())
            build_beside(c, i, found && found->valid, made);
        else
            made.sql = (found ? "DROP INDEX " + qualified(c.schema, i.name) + "; " : "") +
                       create_index_sql(c.table, i, false);
        if (c.actual && i.unique) made.probe = find_equal(c, i);
        if (i.unique)
            made.remedy = "rows with equal values in " + listed(i.columns) +
                          " exist: make them different first, or leave out unique";
        out.push_back(std::move(made));
    }
    return out;
}

std::vector<change> reference_changes(const table_comparison& c,
                                      const std::vector<table_comparison>& all,
                                      const actual_schema& actual) {
    std::vector<change> out;
    for (const auto& of : c.of.columns) {
        if (!of.references) continue;
        const auto& to = *of.references;
        const auto name = object_name(c.of.table, {of.name}, "fkey");
        change made{c.object(of.name), "add the foreign key to " + to.table};
        const wanted_constraint w{name, reference_text(of), reference_sql(of, c.schema),
                                  c.actual ? find_in(c.actual->references, name) : nullptr};
        if (!plan_constraint(c, w, made)) continue;
        const auto target =
            std::ranges::find(all, to.table, [](const table_comparison& t) { return t.of.table; });
        const auto* entity = target == all.end() ? nullptr : &*target;
        if (!made.sql.empty() && entity && must_wait_for(*entity, to.column)) {
            made.later.insert(made.later.begin(), {way::brief, std::move(made.sql)});
            made.sql.clear();
        }
        if (c.actual && (entity || actual.contains(to.table)))
            made.probe = find_orphan(c, of, entity);
        made.remedy = "table " + to.table +
                      " must exist, and every value must be in it: correct the rows first";
        out.push_back(std::move(made));
    }
    return out;
}

}
