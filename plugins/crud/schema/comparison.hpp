// An entity's declaration beside its table.
#pragma once
#include "domain/entity.hpp"
#include "schema/actual.hpp"
#include "schema/change.hpp"
#include "schema/table_sql.hpp"
#include <optional>

namespace nucleus::crud {

struct table_comparison {
    const entity& of;
    const actual_table& declared;       ///< its shadow, so that both sides speak PostgreSQL's words
    std::optional<actual_table> actual; ///< after the steps that were planned so far
    std::string schema;
    std::string table = qualified(schema, of.table);

    /// Work over all rows is done beside others, not under a lock.
    [[nodiscard]] bool large() const noexcept { return actual && actual->large(); }
    [[nodiscard]] std::string object(const std::string& part) const {
        return of.table + "." + part;
    }
    [[nodiscard]] std::string alter() const { return "ALTER TABLE " + table; }
};

/// What steps over a large table mean to those who work with it.
inline constexpr std::string_view reads_all =
    "reads every row while others go on reading and writing";
inline constexpr std::string_view builds_beside =
    "is built while others go on reading and writing; waits for the transactions that are open";
inline constexpr std::string_view rewrites =
    "rewrites the table: nobody reads or writes it until that is done";

/// The name under which what takes the place of another is made.
[[nodiscard]] std::string successor(const std::string& name);
/// The name of the check by which a column becomes NOT NULL.
[[nodiscard]] std::string presence_check(const table_comparison& c, const std::string& column);
/// Whether a check or an index of that name is this plugin's, declared or not any more.
[[nodiscard]] bool is_ours(const table_comparison& c, const std::string& name);
/// Whether rows would each get another value from the default.
[[nodiscard]] bool varies(const column& c) noexcept;

/// Checks that must go for it go from `c.actual` too.
[[nodiscard]] std::vector<change> column_changes(table_comparison& c);
/// What is there and no longer declared, and what interrupted changes left.
[[nodiscard]] std::vector<change> obsolete_rules(const table_comparison& c);
[[nodiscard]] std::vector<change> check_changes(const table_comparison& c);
[[nodiscard]] std::vector<change> index_changes(const table_comparison& c);
/// `all` and `actual`: the tables that a column may refer to.
[[nodiscard]] std::vector<change> reference_changes(const table_comparison& c,
                                                    const std::vector<table_comparison>& all,
                                                    const actual_schema& actual);

}
