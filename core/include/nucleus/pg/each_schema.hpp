// Upkeep of the tables that every tenant has its own of.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/log.hpp>
#include <nucleus/pg/database.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::pg {

/// Runs `F(schema, args…)` for one schema after the other; F is a named coroutine. What PostgreSQL
/// refuses in one of them (a table that is not there) is told in the log under `name`, and the next
/// one comes. All else is thrown on: a database that is away is away for every schema.
template <auto F, class... Args>
task<void> each_schema(std::vector<std::string> schemas, std::string_view name, Args&... args) {
    for (const auto& schema : schemas) {
        try {
            co_await F(schema, args...);
        } catch (const query_failure& f) {
            if (f.sqlstate.empty()) throw;
            log::warn(name, "one schema was passed over",
                      {{"schema", schema}, {"statement", f.statement}, {"sqlstate", f.sqlstate}});
        }
    }
}

}
