// Columns: their types, defaults, and whether they may be null.
#include "domain/sql_text.hpp"
#include "schema/comparison.hpp"
#include "schema/probes.hpp"
#include "schema/widening.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

using way = later_work::way;

constexpr auto npos = std::string::npos;
constexpr std::string_view volatile_default = "gen_random_uuid()";

std::string alter_column(const table_comparison& c, const std::string& name) {
    return c.alter() + " ALTER COLUMN " + quoted(name);
}

/// Gives the rows without a value the default, some thousands at a time. A batch begins with the
/// last row of the one before.
std::string fill_sql(const table_comparison& c, const std::string& name) {
    const auto column = quoted(name);
    return "WITH batch AS (SELECT id FROM " + c.table +
           " WHERE id >= $1::uuid ORDER BY id LIMIT 5000), filled AS (UPDATE " + c.table +
           " AS t SET " + column + " = DEFAULT FROM batch WHERE t.id = batch.id AND t." + column +
           " IS NULL) SELECT id FROM batch ORDER BY id DESC LIMIT 1";
}

/// SET NOT NULL reads all rows under a lock, unless a check has proved that there is no null.
void require_beside(const table_comparison& c, const std::string& name, change& made) {
    const auto check = quoted(presence_check(c, name));
    const auto drop = c.alter() + " DROP CONSTRAINT IF EXISTS " + check;
    const auto add = drop + "; " + c.alter() + " ADD CONSTRAINT " + check + " CHECK (" +
                     quoted(name) + " IS NOT NULL) NOT VALID";
    if (made.later.empty())
        made.sql += add;
    else
        made.later.push_back({way::brief, add});
    made.later.push_back({way::beside, c.alter() + " VALIDATE CONSTRAINT " + check});
    made.later.push_back({way::brief, alter_column(c, name) + " SET NOT NULL; " + drop});
    made.undo = {way::brief, drop};
}

change add_column(const table_comparison& c, const column& of) {
    change made{c.object(of.name), "add the column"};
    made.sql = c.alter() + " ADD COLUMN " + column_sql(of);
    if (varies(of) && (!of.not_null || c.large())) {
        // With its default at once the whole table would be rewritten.
        made.sql = c.alter() + " ADD COLUMN " + quoted(of.name) + " " + of.sql_type() + "; " +
                   alter_column(c, of.name) + " SET DEFAULT " + of.default_sql;
        if (!of.not_null) made.effect = "rows that are there stay without a value";
        if (of.not_null) {
            made.later.push_back({way::batches, fill_sql(c, of.name)});
            made.effect = "fills the rows in batches while others go on reading and writing";
            require_beside(c, of.name, made);
        }
    } else if (of.not_null && of.default_sql.empty()) {
        made.probe = find_null(c, of.name);
        made.remedy = "the table has rows: give the column a default, or leave out notNull";
    }
    return made;
}

change require_value(const table_comparison& c, const column& of) {
    change made{c.object(of.name), "require a value"};
    const auto set = alter_column(c, of.name) + " SET NOT NULL";
    if (varies(of)) {
        made.what += ", the default where there is none";
        if (c.large())
            made.later.push_back({way::batches, fill_sql(c, of.name)});
        else
            made.sql = "UPDATE " + c.table + " SET " + quoted(of.name) + " = DEFAULT WHERE " +
                       quoted(of.name) + " IS NULL; ";
    } else {
        made.probe = find_null(c, of.name);
        made.remedy = "rows without a value exist: fill them in first, or leave out notNull";
    }
    if (!c.large()) {
        made.sql += set;
        return made;
    }
    made.effect = made.later.empty() ? reads_all
                                     : "fills the rows in batches and reads every row, while "
                                       "others go on reading and writing";
    require_beside(c, of.name, made);
    return made;
}

/// With the type of a column its checks are made anew, from words that are not quite the declared
/// ones, and tested under the lock. So ours go, and those that are declared are made again as new
/// ones; others are taken off and put back unproved, and tested later.
void set_checks_aside(table_comparison& c, const std::string& name, change& made) {
    std::string drop, add;
    auto& checks = c.actual->checks;
    for (auto at = checks.begin(); at != checks.end();) {
        const auto& [check, found] = *at;
        const bool on_it = std::ranges::count(found.columns, name) > 0;
        const bool ours = is_ours(c, check);
        if (!on_it || (!ours && !c.large())) {
            ++at;
            continue;
        }
        const auto named = " CONSTRAINT " + quoted(check);
        drop += c.alter() + " DROP" + named + "; ";
        if (!ours) {
            add += "; " + c.alter() + " ADD" + named + " " + found.text + " NOT VALID";
            made.later.push_back({way::beside, c.alter() + " VALIDATE" + named});
            made.effect = reads_all;
        }
        at = ours ? checks.erase(at) : std::next(at);
    }
    made.sql = drop + made.sql + add;
}

/// PostgreSQL takes over only plain indexes of a column whose type widens.
std::string rebuilt_indexes(const table_comparison& c, const std::string& name) {
    std::string names;
    for (const auto& [index, found] : c.actual->indexes) {
        const bool on_it = std::ranges::find(found.columns, name) != found.columns.end();
        const bool partial = !found.where.empty() && (on_it || found.where.find(name) != npos);
        if (partial || found.words.find(name) != npos) names += (names.empty() ? "" : ", ") + index;
    }
    return names;
}

change change_type(table_comparison& c, const column& of, const actual_column& found) {
    const auto& wanted = c.declared.column(of.name)->type;
    const auto alter = alter_column(c, of.name);
    change made{c.object(of.name), "change the type from " + found.type + " to " + wanted};
    made.sql = alter + " TYPE " + of.sql_type();
    if (widens(found.type, wanted)) {
        set_checks_aside(c, of.name, made);
        const auto names = c.large() ? rebuilt_indexes(c, of.name) : std::string{};
        if (!names.empty())
            made.effect = "builds " + names + " anew: nobody reads or writes the table meanwhile";
        return made;
    }
    // A default need not fit the other type.
    made.sql =
        alter + " DROP DEFAULT; " + made.sql + " USING " + quoted(of.name) + "::" + of.sql_type();
    if (!of.default_sql.empty()) made.sql += "; " + alter + " SET DEFAULT " + of.default_sql;
    set_checks_aside(c, of.name, made);
    made.destructive = true;
    made.effect = rewrites;
    made.remedy = "values may be cut or refused: declare " + found.type +
                  ", or run 'nucleusd migrate apply --allow-destructive' (tenants: with --all)";
    return made;
}

change change_default(const table_comparison& c, const column& of) {
    const bool none = of.default_sql.empty();
    return {c.object(of.name),
            none ? "drop the default"
                 : "set the default to " + c.declared.column(of.name)->default_sql,
            alter_column(c, of.name) + (none ? " DROP DEFAULT" : " SET DEFAULT " + of.default_sql)};
}

void differences_of(table_comparison& c, const column& of, const actual_column& found,
                    std::vector<change>& out) {
    const auto& wanted = *c.declared.column(of.name);
    const bool widening = widens(found.type, wanted.type), retyped = wanted.type != found.type;
    if (retyped) out.push_back(change_type(c, of, found));
    // With another type the default went along.
    if (wanted.default_sql != found.default_sql && (!retyped || widening))
        out.push_back(change_default(c, of));
    if (wanted.not_null && !found.not_null) out.push_back(require_value(c, of));
    if (!wanted.not_null && found.not_null)
        out.push_back(
            {c.object(of.name), "allow null", alter_column(c, of.name) + " DROP NOT NULL"});
}

}

bool varies(const column& c) noexcept { return c.default_sql == volatile_default; }

std::vector<change> column_changes(table_comparison& c) {
    std::vector<change> out;
    for (const auto& of : c.of.columns) {
        if (const auto* found = c.actual->column(of.name))
            differences_of(c, of, *found, out);
        else
            out.push_back(add_column(c, of));
    }
    for (const auto& found : c.actual->columns) {
        if (c.of.find(found.name)) continue;
        change made{c.object(found.name), "drop the column, which is no longer declared",
                    c.alter() + " DROP COLUMN " + quoted(found.name)};
        made.destructive = true;
        made.needed = false;
        out.push_back(std::move(made));
    }
    return out;
}

}
