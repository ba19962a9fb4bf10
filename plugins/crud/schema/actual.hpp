// A schema as PostgreSQL has it, in PostgreSQL's own words.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nucleus::crud {

struct actual_column {
    std::string name, type, default_sql; ///< format_type, pg_get_expr
    bool not_null = false;
};
struct actual_index {
    std::vector<std::string> columns;
    bool unique = false;
    std::string where{}, words{};
    bool valid = true;          ///< false: its build was interrupted, and it serves nobody
    bool of_constraint = false; ///< of a primary key, say: it goes only with that
    /// It serves as the other does.
    bool operator==(const actual_index& o) const {
        return columns == o.columns && unique == o.unique && where == o.where && words == o.words &&
               valid == o.valid;
    }
};
struct actual_constraint {
    /// A check: pg_get_constraintdef; a foreign key: "column table column on-delete on-update".
    std::string text;
    bool validated = true; ///< false: rows that were there before it were not looked at
    std::vector<std::string> columns{};
};
struct actual_table {
    std::vector<actual_column> columns;
    std::map<std::string, actual_index> indexes;
    std::map<std::string, actual_constraint> checks, references;
    std::int64_t bytes = 0; ///< of its rows, on disk

    [[nodiscard]] const actual_column* column(const std::string& name) const {
        for (const auto& c : columns)
            if (c.name == name) return &c;
        return nullptr;
    }
    /// Reading it all takes long enough to be felt by those who wait meanwhile. The size on disk is
    /// exact at any time, unlike the planner's number of rows.
    [[nodiscard]] bool large() const noexcept { return bytes > 1024 * 1024; }
};
/// By name of the table.
using actual_schema = std::map<std::string, actual_table>;

}
