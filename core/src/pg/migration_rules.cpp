#include "pg/migration_rules.hpp"
#include <algorithm>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::pg {

namespace {

std::string label(std::string_view plugin, int version, std::string_view name) {
    return "migration " + std::to_string(version) + " (" + std::string{name} + ") of plugin " +
           std::string{plugin};
}

/// Plugins that are not loaded now keep their tables and are not judged.
void refuse_newer(const plugin_migrations& own, const std::vector<applied_step>& applied) {
    int newest = 0;
    for (const auto& m : own.steps) newest = std::max(newest, m.version);
    for (const auto& a : applied)
        if (a.plugin == own.plugin && a.version > newest)
            throw applied_by_newer(label(a.plugin, a.version, a.name) +
                                   " was applied by a newer nucleusd; this one knows " +
                                   std::to_string(newest) +
                                   " at most: run the newer version, or restore a backup");
}

}

std::string checksum_of(const migration& m) { return crypto::hex(crypto::sha256(m.sql)); }

std::vector<migration_status> compare(const std::vector<plugin_migrations>& steps,
                                      const std::vector<applied_step>& applied) {
    std::vector<migration_status> all;
    for (const auto& own : steps) {
        refuse_newer(own, applied);
        for (const auto& m : own.steps) {
            const auto at = std::find_if(applied.begin(), applied.end(), [&](const auto& a) {
                return a.plugin == own.plugin && a.version == m.version;
            });
            const bool there = at != applied.end();
            if (there && at->checksum != checksum_of(m))
                throw std::runtime_error(label(own.plugin, m.version, m.name) +
                                         " was changed after it had been applied: restore its SQL "
                                         "and write a new step instead");
            all.push_back({own.plugin, m.version, std::string{m.name}, there});
        }
    }
    return all;
}

}
