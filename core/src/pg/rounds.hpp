// Where it is kept when rounds of upkeep began.
#pragma once
#include <nucleus/pg/migration.hpp>
#include <nucleus/pg/rounds.hpp>
#include <span>

namespace nucleus::pg {

/// Makes the table.
[[nodiscard]] std::span<const migration> round_migrations();

}
