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
/// The same as give_back(), of one that take_count() granted.
task<void> give_back_count(pg::database& db, pg::call c, std::string_view key, counting how,
                           const budget& b, std::uint64_t granted_at);

/// Removes what counts no more, and beyond `most` rows those that would be the first to go. May run
/// on several nodes at once.
task<void> prune_counts(pg::database& db, pg::call c, std::uint64_t most);

}
