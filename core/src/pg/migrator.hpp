// Applies the versioned steps of core and plugins, once per schema.
#pragma once
#include <functional>
#include <nucleus/pg/database.hpp>
#include <nucleus/pg/migration.hpp>
#include <span>
#include <string>
#include <vector>

namespace nucleus::pg {

/// The steps of one plugin. In a list the order of plugins is the order of application.
struct plugin_migrations {
    std::string plugin;
    std::span<const migration> steps;
};

struct migration_status {
    std::string plugin;
    int version = 0;
    std::string name;
    bool applied = false;
};

/// Works on one context. Which steps were applied is kept in `schema_migrations` of the home
/// schema, one row per schema, plugin and version, with the checksum of the SQL.
class migrator {
public:
    migrator(database& db, std::string home_schema);

    /// Every step and whether `schema` has it. Throws std::runtime_error naming plugin and version
    /// when an applied step's checksum differs, or the database knows a newer step than this
    /// binary.
    task<std::vector<migration_status>> status(std::string schema,
                                               std::vector<plugin_migrations> steps);
    /// Makes the schemas if need be and applies what is missing, each step in a transaction of its
    /// own under an advisory lock of that schema, so that of two nodes one does it and the other
    /// waits and finds it done. One that has to wait for whoever uses a table lets everybody else
    /// pass again and again. `done` is told of each. Throws std::runtime_error naming plugin,
    /// version and PostgreSQL's reason; that step then left nothing behind. `wanted`, when it is
    /// there, is called in the transaction of the first schema that makes this one: when it says
    /// no, that is thrown, too.
    using demand = std::function<task<bool>(transaction&)>;
    task<void> apply(std::string schema, std::vector<plugin_migrations> steps,
                     std::function<void(const migration_status&)> done, demand wanted = {});
    /// Drops the schema with all that is in it, and forgets what was applied to it, unless
    /// `forget`, which is called before that in the same transaction, says that it is not to be;
    /// whether it was. Then its role (schema_roles) is dropped, which is only logged when it fails.
    /// Throws std::runtime_error when the schema is in use for some seconds.
    using release = std::function<task<bool>(transaction&)>;
    task<bool> remove(std::string schema, release forget);

private:
    database& db_;
    std::string home_;
};

}
