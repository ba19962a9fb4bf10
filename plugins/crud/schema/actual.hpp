// A schema as PostgreSQL has it, in PostgreSQL's own words.
#pragma once
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
    bool operator==(const actual_index&) const = default;
};
struct actual_table {
    std::vector<actual_column> columns;
    std::map<std::string, actual_index> indexes;
    std::map<std::string, std::string> checks; ///< name → pg_get_constraintdef
    std::map<std::string, std::string>
        references; ///< name → "column → table (column) on delete, on update"

    [[nodiscard]] const actual_column* column(const std::string& name) const {
        for (const auto& c : columns)
            if (c.name == name) return &c;
        return nullptr;
    }
};
/// By name of the table.
using actual_schema = std::map<std::string, actual_table>;

}
