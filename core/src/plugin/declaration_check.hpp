// What a plugin declared, held against the rules.
#pragma once
#include "plugin/elf_check.hpp"
#include <nucleus/catalog.hpp>
#include <nucleus/pg/migration.hpp>
#include <optional>
#include <span>
#include <vector>

namespace nucleus::plugin_host {

/// Versions from 1 upwards, each greater than the one before; a name and SQL each.
[[nodiscard]] std::optional<refusal> migration_fault(std::span<const pg::migration> steps);

/// Of the complete catalog: endpoints without a handler or with a bad key, keys that two plugins
/// use, paths that answer the same requests. Each reason names both owners.
[[nodiscard]] std::vector<refusal> endpoint_faults(const catalog& rows);

}
