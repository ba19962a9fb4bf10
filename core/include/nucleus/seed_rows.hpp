// Rows that a configuration gives to entities.
#pragma once
#include <map>
#include <nucleus/value_types.hpp>
#include <string>
#include <vector>

namespace nucleus {

/// Rows by the name of their table: each as the body of ADD_<ENTITY> has it, and with an `id` where
/// others refer to it. registry::rows_at() has them checked, row_seeder stores them.
using seed_rows = std::map<std::string, std::vector<raw_json>>;

}
