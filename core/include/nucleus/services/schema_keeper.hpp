// Making whole schemas of the application.
#pragma once
#include <functional>
#include <nucleus/async/task.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/table_changes.hpp>
#include <string>
#include <string_view>

namespace nucleus {

/// As digests.
struct schema_contents {
    std::string tables;
    std::string access; ///< what else it takes for requests to be served: database.tenantRoles
    std::string seeds;  ///< rows, for which no request waits
    bool operator==(const schema_contents&) const = default;
};

/// Provided by core, for whoever has a schema for each of something. Control context only.
class schema_keeper {
public:
    static constexpr std::string_view service_name = "schema_keeper";
    virtual ~schema_keeper();
    /// What a schema has in it that is made now: where something else is noted, make() has
    /// something to do. Stays the same until a configuration with other declarations is put into
    /// force.
    [[nodiscard]] virtual schema_contents contents() const = 0;
    /// Whether a newer nucleusd has applied migrations to the first schema meanwhile, as in a
    /// rolling upgrade: what is to be changed in others is its business then.
    virtual task<bool> is_superseded() = 0;
    /// Whether the schema is to be there still, asked in the transaction of the first schema that
    /// makes it: so it is not made again by who was late, after it has been removed.
    using demand = std::function<task<bool>(pg::transaction&)>;
    /// Makes the schema if need be, with the tables of the plugins and what each of them puts there
    /// (plugin::populate). `done` is told of each step, "auth 3 (ascii_folding)". Every step is a
    /// transaction of its own and happens once: after a crash it can be called again. Throws
    /// std::runtime_error with what went wrong where.
    virtual task<void> make(std::string schema, table_changes allowed, demand wanted,
                            std::function<void(std::string_view step)> done) = 0;
};

}
