// Numbers of what schemas are made from: table tenant_versions.
#pragma once
#include <nucleus/pg/database.hpp>
#include <nucleus/services/schema_keeper.hpp>
#include <string>

namespace nucleus::tenants {

/// The bus topic under which new numbers are announced.
inline constexpr std::string_view version_topic = "tenants.versions";

struct schema_version {
    int number = 0; ///< 0: of nothing that was ever in use
    /// Those, it among them, that have the same tables: who was made for one of them can be served.
    /// An array of integers, as PostgreSQL writes it.
    std::string alike = "{}";
};

/// The last one that this had.
task<schema_version> find_version(pg::database& db, pg::call c, const schema_contents& what);
/// The same, after it has come into use, which is announced. The caller commits.
task<schema_version> add_version(pg::transaction& tx, const schema_contents& what);

}
