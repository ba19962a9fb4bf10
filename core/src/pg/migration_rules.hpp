// Which steps are missing, and what must not be: decided from what the database says.
#pragma once
#include "pg/migrator.hpp"
#include <stdexcept>

namespace nucleus::pg {

struct applied_step {
    std::string plugin;
    int version = 0;
    std::string name;
    std::string checksum;
};

/// Hex of SHA-256 over the SQL as it is written.
[[nodiscard]] std::string checksum_of(const migration& m);

/// This binary is older than the schema.
struct applied_by_newer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Every step of `steps`, in order. Throws std::runtime_error naming plugin and version when an
/// applied step has another checksum, or applied_by_newer when it is newer than all that this
/// binary knows of its plugin.
[[nodiscard]] std::vector<migration_status> compare(const std::vector<plugin_migrations>& steps,
                                                    const std::vector<applied_step>& applied);

}
