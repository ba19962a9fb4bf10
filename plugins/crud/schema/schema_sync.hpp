// Brings the database to the declared entities.
#pragma once
#include "domain/entity.hpp"
#include "schema/difference.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// What would be done in `schema`. Changes nothing.
task<std::vector<change>> plan_schema(pg::database& db, std::string schema,
                                      std::vector<const entity*> entities);

/// Does it, in one transaction under an advisory lock, so that of two nodes starting together one
/// does it and the other finds nothing left. Throws std::runtime_error naming entity, column and
/// remedy, and changes nothing, when a needed step would lose data (unless `allow_destructive`) or
/// PostgreSQL refuses one. Returns what was done.
task<std::vector<change>> apply_schema(pg::database& db, std::string schema,
                                       std::vector<const entity*> entities, bool allow_destructive);

}
