// What is in the database and no longer declared would refuse what is allowed now.
#include "domain/naming.hpp"
#include "domain/sql_text.hpp"
#include "schema/comparison.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

class collector {
public:
    explicit collector(const table_comparison& c)
        : c_{c} {}

    std::vector<change> run() {
        for (const auto& column : c_.actual->columns) of_column(column);
        for (const auto& k : c_.of.checks) left_over(c_.actual->checks, c_.declared.checks, k.name);
        for (const auto& i : c_.of.indexes)
            left_over(c_.actual->indexes, c_.declared.indexes, i.name);
        others();
        return std::move(out_);
    }

private:
    void drop_constraint(const std::string& column, const char* what, const std::string& name) {
        out_.push_back({c_.object(column), what, c_.alter() + " DROP CONSTRAINT " + quoted(name)});
    }
    void drop_index(const std::string& part, const char* what, const std::string& name) {
        out_.push_back({c_.object(part), what, "DROP INDEX " + qualified(c_.schema, name)});
    }
    void drop(const std::map<std::string, actual_index>&, const std::string& name) {
        drop_index(name, unfinished, name);
    }
    void drop(const std::map<std::string, actual_constraint>&, const std::string& name) {
        drop_constraint(name, unfinished, name);
    }

    void of_column(const actual_column& found) {
        const auto& has = *c_.actual;
        const auto name = [&](const char* suffix) {
            return object_name(c_.of.table, {found.name}, suffix);
        };
        const auto declared = c_.of.find(found.name);
        const bool refers = declared && c_.of.columns[*declared].references;
        const auto check = name("check"), key = name("key"), reference = name("fkey");
        if (!c_.declared.checks.contains(check)) {
            if (has.checks.contains(check)) drop_constraint(found.name, "drop the check", check);
            forget(has.checks, successor(check));
        }
        if (!refers && has.references.contains(reference))
            drop_constraint(found.name, "drop the foreign key", reference);
        if (!refers || !has.references.contains(reference))
            forget(has.references, successor(reference));
        if (!c_.declared.indexes.contains(key)) {
            if (has.indexes.contains(key)) drop_index(found.name, "drop the unique index", key);
            forget(has.indexes, successor(key));
        }
        const bool wanted = declared && c_.of.columns[*declared].not_null && !found.not_null;
        if (!wanted) forget(has.checks, presence_check(c_, found.name));
    }

    /// Rules of any other name may be of the database's owner: they are only told.
    void others() {
        const auto begin = out_.size();
        for (const auto& [name, found] : c_.actual->checks)
            if (!c_.declared.checks.contains(name) && !is_ours(c_, name))
                drop_constraint(name, "drop the check, which is not declared", name);
        for (const auto& [name, found] : c_.actual->indexes)
            if (found.unique && !found.of_constraint && !c_.declared.indexes.contains(name) &&
                !is_ours(c_, name))
                drop_index(name, "drop the unique index, which is not declared", name);
        for (auto i = begin; i < out_.size(); ++i)
            out_[i].destructive = true, out_[i].needed = false;
    }
    /// Of a rule that is not about to be replaced no successor is needed.
    template <class M> void left_over(const M& has, const M& wanted, const std::string& name) {
        const auto found = has.find(name);
        if (found == has.end() || same(found->second, wanted.at(name)))
            forget(has, successor(name));
    }
    template <class M> void forget(const M& has, const std::string& name) {
        if (has.contains(name)) drop(has, name);
    }
    static bool same(const actual_index& a, const actual_index& b) { return a == b || !a.valid; }
    static bool same(const actual_constraint& a, const actual_constraint& b) {
        return a.text == b.text;
    }

    static constexpr const char* unfinished = "drop what an interrupted change left";
    const table_comparison& c_;
    std::vector<change> out_;
};

}

bool is_ours(const table_comparison& c, const std::string& name) {
    const auto is = [&](const std::string& rule) {
        return name == rule || name == successor(rule);
    };
    const auto named = [&](const auto& rule) { return is(rule.name); };
    for (const auto& column : c.actual->columns)
        if (name == presence_check(c, column.name) ||
            is(object_name(c.of.table, {column.name}, "check")) ||
            is(object_name(c.of.table, {column.name}, "key")))
            return true;
    return std::ranges::any_of(c.of.checks, named) || std::ranges::any_of(c.of.indexes, named);
}

std::vector<change> obsolete_rules(const table_comparison& c) { return collector{c}.run(); }

}
