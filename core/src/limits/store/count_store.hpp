// The counts that nodes share, in the first schema.
#pragma once
#include "limits/counting.hpp"
#include <nucleus/pg/database.hpp>
#include <nucleus/pg/migration.hpp>
#include <span>
#include <string_view>

namespace nucleus::limits {

/// Makes the table.
[[nodiscard]] std::span<const pg::migration> count_migrations();

/// Decides and counts in one statement, by PostgreSQL's clock: of any number at once, on any nodes,
/// no more are granted than the budget has. The same arithmetic as judge().
task<decision> take_count(pg::database& db, pg::call c, std::string_view key, counting how,
                          const budget& b);
/// What take_count() would say; counts nothing.
task<decision> look_at_count(pg::database& db, pg::call c, std::string_view key, counting how,
                             const budget& b);

/// Removes what counts no more, and beyond `most` rows those that would be the first to go. May run
/// on several nodes at once.
task<void> prune_counts(pg::database& db, pg::call c, std::uint64_t most);

}
