// From file, environment, overrides and flags to a validated snapshot.
#pragma once
#include "config/report.hpp"
#include "config/sections.hpp"
#include "config/snapshot.hpp"
#include <filesystem>
#include <map>
#include <memory>
#include <nucleus/registry.hpp>
#include <string>
#include <vector>

namespace nucleus::config {

struct sources {
    std::filesystem::path file;                     ///< empty: none
    std::map<std::string, std::string> environment; ///< of the process
    std::vector<std::string> flags;                 ///< "server.port=9000"
    std::string overrides;                          ///< runtime overrides, a JSON object, or empty
};

/// What must be known before the plugins, and so their sections, are.
struct bootstrap {
    plugins_config plugins;
    bool is_multi_tenant = false;
    std::map<std::string, bool> sections; ///< top-level keys that are given, and their `enabled`
};

/// A section together with the plugin that declared it ("core" for core's).
struct declared_section {
    section_declaration declaration;
    std::string plugin;
};

/// Knows the declared sections. Not thread-safe while sections are added; then any thread.
class loader {
public:
    loader(); ///< with core's own sections

    /// Declares a plugin's section. Throws std::invalid_argument when the name is taken or not a
    /// camelCase name. A section whose struct has a single list field of the section's own name is
    /// that list: `entities` with `struct entities_config { std::vector<entity> entities; }` reads
    /// `"entities": [ … ]`.
    void add(section_declaration section, std::string plugin);

    /// Reads what chooses the plugins. Faults in the file itself are reported; load() would find
    /// the same ones and does not repeat them in the same report.
    [[nodiscard]] bootstrap peek(const sources& from, report& found) const;

    /// The complete configuration, or null and every fault there is. No side effects.
    [[nodiscard]] std::shared_ptr<const snapshot> load(const sources& from, report& found) const;

    /// JSON Schema (draft 2020-12) of the whole file.
    [[nodiscard]] std::string json_schema() const;

    [[nodiscard]] const std::vector<declared_section>& sections() const { return sections_; }

private:
    std::vector<declared_section> sections_;
};

}
