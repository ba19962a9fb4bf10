// What a plugin declares about itself, before anything runs.
#pragma once
#include <functional>
#include <nucleus/catalog.hpp>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/pg/migration.hpp>
#include <nucleus/seed_rows.hpp>
#include <span>
#include <string>
#include <vector>

namespace nucleus {

/// A section of the config and the struct it is read into.
struct section_declaration {
    std::string name;
    std::string doc;
    const shape* described = nullptr;
    void* (*make)() = nullptr; ///< a default-constructed section
    void (*destroy)(void*) = nullptr;
    section_check check = nullptr; ///< rules across fields; may be null
};

/// Where the config has rows for entities.
struct rows_declaration {
    std::string path; ///< "$.tenants.seed"
    std::function<const seed_rows&(const config_snapshot&)> of;
};

/// Filled by plugin::describe, read by the host. Has no effect by itself, so that `nucleusd
/// routes`, `config schema` and `generate` work without a database.
class registry {
public:
    std::string description; ///< of the plugin, one line
    std::string version;

    /// Declares section `name` with struct T: defaults from its initialisers, bounds and marks from
    /// its shape. Sections without a `plugins.load` entry enable a bundled plugin when present.
    template <described T>
    void section(std::string name, std::string doc, section_check check = nullptr) {
        sections.push_back({std::move(name), std::move(doc), &shape_of<T>(),
                            []() -> void* { return std::make_unique<T>().release(); },
                            [](void* p) { std::unique_ptr<T>{static_cast<T*>(p)}; }, check});
    }
    /// Called with every config whose sections are sound, before it is put into force: what only
    /// several sections together, or the values of secrets, can tell. Pure. Paths from the root:
    /// "$.mail.key".
    void check(std::function<void(const config_snapshot&, std::vector<fault>&)> check_config) {
        config_checks.push_back(std::move(check_config));
    }
    /// Called like check(), where there is no fault: what is allowed and probably not meant, as
    /// sentences. Told by `nucleusd check-config`, and in the log.
    void advise(std::function<void(const config_snapshot&, std::vector<std::string>&)> doubt) {
        config_doubts.push_back(std::move(doubt));
    }
    /// Rows for entities, at `path` of the config: checked with check() by whoever serves entities.
    void rows_at(std::string path, std::function<const seed_rows&(const config_snapshot&)> of) {
        given_rows.push_back({std::move(path), std::move(of)});
    }
    /// For whoever serves entities: judges such rows by the entities of the same config. Pure.
    /// Paths are pointers from the rows on: "/books/0/title".
    void check_rows(
        std::function<void(const config_snapshot&, const seed_rows&, std::vector<fault>&)> check) {
        row_checks.push_back(std::move(check));
    }
    /// Called once the config is valid: add the endpoints that it asks for.
    void routes(std::function<void(catalog&, const config_view&)> add) {
        add_routes.push_back(std::move(add));
    }
    /// The plugin's own tables, per schema.
    void migrations(std::span<const pg::migration> steps) { migration_steps = steps; }
    /// Tables of the plugin's migrations that crud shall serve as it does the entities of the
    /// config: a JSON array in the words of the section `entities`, and a few more (crud's README).
    void entities(std::string json) { for_entities.declarations.push_back(std::move(json)); }
    /// What the plugin has to say and to do when rows of entities are written and read. It is
    /// called once start() has returned.
    void hook(std::shared_ptr<entity_hook> h) { for_entities.hooks.push_back(std::move(h)); }
    /// Migrations and entities are in the first schema only, and the endpoints of the plugin and of
    /// its entities serve no tenant.
    void home_only() { at_home_only = true; }
    /// Migrations, entities and hooks are those of the plugin only where the config has a use for
    /// them; without this, always. Pure.
    void tables_if(std::function<bool(const config_snapshot&)> wanted) {
        wants_tables = std::move(wanted);
    }
    template <class T> void provides() { provided.emplace_back(T::service_name); }
    /// The provider is started first; without one the process does not start.
    template <class T> void requires_service() { required.emplace_back(T::service_name); }
    /// Started first if it is there at all.
    template <class T> void uses_service() { optional.emplace_back(T::service_name); }
    /// Other plugins whose migrations must come before this one's.
    void after(std::string plugin_name) { after_plugins.push_back(std::move(plugin_name)); }
    // The declarations as collected.
    std::vector<section_declaration> sections;
    std::vector<std::function<void(const config_snapshot&, std::vector<fault>&)>> config_checks;
    std::vector<std::function<void(const config_snapshot&, std::vector<std::string>&)>>
        config_doubts;
    std::vector<rows_declaration> given_rows;
    std::vector<std::function<void(const config_snapshot&, const seed_rows&, std::vector<fault>&)>>
        row_checks;
    std::vector<std::function<void(catalog&, const config_view&)>> add_routes;
    std::span<const pg::migration> migration_steps;
    entity_contributions for_entities;
    std::function<bool(const config_snapshot&)> wants_tables;
    bool at_home_only = false;
    std::vector<std::string> provided, required, optional, after_plugins;
};

}
