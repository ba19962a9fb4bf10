// Scopes that nobody has judged: of the seed of a config, or written with SQL.
#pragma once
#include "domain/entity.hpp"
#include <memory>
#include <nucleus/pg/database.hpp>
#include <vector>

namespace nucleus::crud {

/// Warns of each grant in the schema whose scope makes no sense for the entity of its claim: it
/// reaches no row.
task<void> report_stored_scopes(pg::database& db, std::string schema,
                                const std::vector<std::unique_ptr<entity>>& entities);

}
