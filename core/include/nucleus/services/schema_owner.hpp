// Tables that follow from the configuration, for `nucleusd migrate`.
#pragma once
#include <nucleus/async/task.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

struct schema_change {
    std::string object;       ///< "products.price"
    std::string what;         ///< "add the column"
    std::string sql;          ///< what makes it
    bool destructive = false; ///< data could be lost: only done when that is allowed
    bool needed = true;       ///< false: what is there does no harm, e.g. a former column
    std::string effect;       ///< on those who work with the table; empty: none, or for a moment
};

/// Compares declared tables with those of a schema and makes the difference. Provided by crud.
/// Control context only.
class schema_owner {
public:
    static constexpr std::string_view service_name = "schema_owner";
    virtual ~schema_owner();
    /// What would be done, in order; changes nothing.
    virtual task<std::vector<schema_change>> plan(std::string schema) = 0;
    /// Does it, and answers what was done: all in one transaction, but for what takes as long as a
    /// table is large, which follows it step by step and is taken up again after a crash. Throws
    /// std::runtime_error that names table, column and remedy; then what failed is as it was.
    virtual task<std::vector<schema_change>> apply(std::string schema, bool allow_destructive) = 0;
};

}
