#include "config/loader.hpp"
#include "config/document.hpp"
#include "config/environment.hpp"
#include "config/json_path.hpp"
#include "config/known_sections.hpp"
#include "config/node.hpp"
#include "config/normalise.hpp"
#include "config/rules.hpp"
#include "config/secrets.hpp"
#include "config/section_reader.hpp"
#include "config/snapshot_contents.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <nucleus/suggestion.hpp>
#include <regex>
#include <stdexcept>

namespace nucleus::config {

namespace json = boost::json;

namespace {

/// Runtime overrides come through the API: reading files or variables for it would give them away.
void refuse_substitution(const json::value& v, const std::string& path, report& found) {
    if (const auto* text = v.if_string(); text && text->find("${") != json::string::npos)
        found.add(path, "substitution",
                  "${…} does not work in runtime overrides; write it in the config file");
    if (const auto* array = v.if_array())
        for (std::size_t i = 0; i < array->size(); ++i)
            refuse_substitution((*array)[i], item_path(path, i), found);
    if (const auto* object = v.if_object())
        for (const auto& member : *object)
            refuse_substitution(member.value(), member_path(path, member.key()), found);
}

std::vector<layer> read_layers(const sources& from, const std::vector<declared_section>& declared,
                               bool complete, report& found) {
    std::vector<layer> layers;
    if (!from.file.empty())
        if (auto document = read_document(from.file, found))
            layers.push_back({"file", std::move(*document), {}});
    if (!from.overrides.empty())
        if (auto document = parse_document(from.overrides, "runtime overrides", found)) {
            refuse_substitution(*document, std::string{document_root}, found);
            layers.push_back({"override", std::move(*document), {}});
        }
    layers.push_back(environment_layer(from.environment, declared, complete, found));
    layers.push_back(flag_layer(from.flags, declared, found));
    return layers;
}

/// Top-level keys that no declaration covers.
void judge_unknown(const std::string& key, const json::value& value,
                   const std::vector<std::string>& known, report& found) {
    if (is_annotation(key)) return;
    if (not_available_yet(key))
        return found.warn("the section \"" + key +
                          "\" is not supported by this version of nucleusd and is ignored");
    const auto* object = value.if_object();
    const auto* enabled = object ? object->if_contains("enabled") : nullptr;
    if (const auto plugin = bundled_plugin_of(key); !plugin.empty()) {
        if (enabled && *enabled == false) return;
        if (key == "tenants") // whether its plugin is there was judged before
            return found.add(member_path(document_root, key), "not_multi_tenant",
                             "this section is for a server with tenants, and "
                             "database.isMultiTenant is not on: set it to true, or leave the "
                             "section out");
        return found.add(member_path(document_root, key), "plugin_not_loaded",
                         "this section belongs to the plugin " + std::string{plugin} +
                             ", which is not loaded: plugins.load, where it is given, must name it "
                             "too; without it the plugin is missing in plugins.directory");
    }
    found.add(member_path(document_root, key), "unknown_key",
              "unknown section \"" + key + "\"" + suggestion(key, known) +
                  (known.empty() ? "" : " (a plugin of your own must be named in plugins.load)"));
}

/// Whether the member of a document, unless its `enabled` is false, wants its section to be there.
bool wants_section(json::value& member, normaliser& n) {
    auto* object = member.if_object();
    auto* enabled = object ? object->if_contains("enabled") : nullptr;
    if (enabled) n.walk(*enabled, nullptr, {});
    return !enabled || *enabled != false;
}

/// Says where a value comes from unless that is the file.
void name_origins(report& found, std::size_t first, const std::vector<layer>& layers) {
    for (auto i = first; i < found.faults.size(); ++i) {
        auto& f = found.faults[i];
        if (!f.path.starts_with(document_root)) continue;
        const auto* from = origin_of(layers, f.path);
        if (!from || from->name == "file") continue;
        const auto by = from->given_by.find(f.path);
        f.message += " (given by " +
                     (by != from->given_by.end() ? by->second
                      : from->name == "override" ? "a runtime override"
                      : from->name == "env"      ? "the environment"
                                                 : "a command-line flag") +
                     ")";
    }
}

/// One load() under way.
class reading {
public:
    reading(const sources& from, report& found)
        : found_{found}
        , first_{found.faults.size()}
        , parts_{std::make_unique<snapshot::contents>()}
        , normaliser_{parts_->environment, found} {
        parts_->environment = from.environment;
    }

    std::shared_ptr<const snapshot> run(const sources& from,
                                        const std::vector<declared_section>& declared) {
        parts_->layers = read_layers(from, declared, true, found_);
        if (std::any_of(found_.faults.begin(), found_.faults.end(), of_a_document)) return nullptr;
        document_ = merge(parts_->layers);
        const auto as_written = json::serialize(document_);
        judge_keys(declared);
        for (const auto& d : declared) read(d.declaration);
        note_switches();
        check_secrets();
        warn_of_what_has_no_effect();
        warn_of_near_misses(from.environment, declared, as_written, found_);
        name_origins(found_, first_, parts_->layers);
        if (!found_.faults.empty()) return nullptr;
        return std::make_shared<const snapshot>(std::move(parts_));
    }

private:
    /// Without the documents every other finding would be noise.
    static bool of_a_document(const fault& f) {
        return f.code == "malformed_json" || f.code == "duplicate_key" ||
               f.code == "missing_file" || f.code == "unreadable_file" ||
               (f.code == "wrong_type" && !f.path.starts_with(document_root));
    }

    void judge_keys(const std::vector<declared_section>& declared) {
        std::vector<std::string> known;
        for (const auto& d : declared)
            if (!d.declaration.name.empty()) known.push_back(d.declaration.name);
        for (const auto& f : shape_of<root_config>().fields) known.push_back(f.name);
        const auto loaded = known;
        for (const auto section : bundled_sections()) known.emplace_back(section);
        for (const auto& member : document_) {
            const std::string key{member.key()};
            if (std::find(loaded.begin(), loaded.end(), key) == loaded.end())
                judge_unknown(key, member.value(), known, found_);
        }
    }

    /// The section's members as its reader wants them; `path` is set to where they stand.
    json::object values_of(const section_declaration& d, std::string& path) {
        json::object values;
        path = document_root;
        if (d.name.empty() || is_list(d)) { // the keys stand in the document itself
            for (const auto& f : d.described->fields)
                if (auto* v = document_.if_contains(f.name)) values[f.name] = *v;
            return values;
        }
        path = member_path(document_root, d.name);
        const auto* v = document_.if_contains(d.name);
        if (v && v->is_object()) return v->get_object();
        if (v) found_.add(path, "wrong_type", "must be an object: { … }");
        return values;
    }

    void read(const section_declaration& d) {
        std::string path;
        const auto known = found_.faults.size();
        auto values = values_of(d, path);
        if (found_.faults.size() != known) return;
        normaliser_.members(values, *d.described, path);
        auto section = read_section(d, values, path, found_);
        parts_->sections.push_back({d, section, values});
        sections_.push_back({d.described, std::move(values), path});
    }

    void note_switches() {
        report unheard; // whoever reads the section finds the same
        normaliser quiet{parts_->environment, unheard};
        for (auto& member : document_) {
            const bool on = wants_section(member.value(), quiet);
            (on ? parts_->switched_on : parts_->switched_off).emplace(member.key());
        }
    }

    void check_secrets() {
        const auto* root = section<root_config>("");
        const bool production = !root || root->mode == run_mode::production;
        secret_check check{parts_->environment, normaliser_.substituted(), production, found_};
        for (const auto& s : sections_) check.members(s.values, *s.described, s.path);
        parts_->references = found_.references = check.references();
        parts_->literals = check.literals();
        const auto* server = section<server_config>("server");
        if (root && production && server && server->secret.empty())
            found_.add("$.server.secret", "required",
                       "production mode needs a secret: put one into an environment variable "
                       "(`openssl rand -hex "
                       "32` makes one) and write its NAME here, or set mode to development");
    }

    void warn_of_what_has_no_effect() {
        const auto* database = section<database_config>("database");
        if (database && !database->replicas.empty())
            found_.warn("$.database.replicas: this version reads from the primary only");
    }

    /// Null when it could not be read.
    template <class T> const T* section(std::string_view name) const {
        for (const auto& s : parts_->sections)
            if (s.declaration.name == name) return static_cast<const T*>(s.value.get());
        return nullptr;
    }

    struct prepared {
        const shape* described;
        json::object values;
        std::string path;
    };
    report& found_;
    std::size_t first_;
    std::unique_ptr<snapshot::contents> parts_;
    normaliser normaliser_;
    json::object document_;
    std::vector<prepared> sections_;
};

}

loader::loader() {
    registry core;
    core.section<root_config>("", "The application");
    core.section<server_config>("server", "Listeners, limits and deadlines", &check_server);
    core.section<plugins_config>("plugins", "Which plugins are loaded", &check_plugins);
    core.section<database_config>("database", "PostgreSQL: yours, or an embedded one",
                                  &check_database);
    core.section<rate_limit_config>("rateLimit", "How often clients may ask", &check_rate_limit);
    core.section<logging_config>("logging", "What is written to stderr", &check_logging);
    for (auto& section : core.sections) sections_.push_back({std::move(section), "core"});
}

void loader::add(section_declaration section, std::string plugin) {
    static const std::regex camel{"[a-z][A-Za-z0-9_-]*"};
    if (!std::regex_match(section.name, camel) || is_annotation(section.name))
        throw std::invalid_argument("plugin " + plugin + " declares the config section \"" +
                                    section.name + "\": the name must be camelCase");
    for (const auto& known : sections_)
        if (known.declaration.name == section.name ||
            (known.declaration.name.empty() && known.declaration.described->find(section.name)))
            throw std::invalid_argument("plugin " + plugin + " declares the config section \"" +
                                        section.name + "\", which " + known.plugin +
                                        " has already");
    sections_.push_back({std::move(section), std::move(plugin)});
}

bootstrap loader::peek(const sources& from, report& found) const {
    bootstrap out;
    auto document = merge(read_layers(from, sections_, false, found));
    report unheard; // load() will find the same, and more
    normaliser normaliser{from.environment, unheard};
    for (auto& member : document) {
        const std::string key{member.key()};
        if (is_annotation(key) || shape_of<root_config>().find(key)) continue;
        out.sections[key] = wants_section(member.value(), normaliser);
    }
    // `only`: nothing else, so that no fault elsewhere in the section hides it.
    const auto read = [&](std::string_view name,
                          std::string_view only = {}) -> std::shared_ptr<const void> {
        const auto d = std::ranges::find(sections_, name, [](const declared_section& s) {
            return std::string_view{s.declaration.name};
        });
        const auto* values = document.if_contains(name);
        if (d == sections_.end() || !values || !values->is_object()) return nullptr;
        auto members = values->get_object();
        if (!only.empty()) {
            const auto* value = members.if_contains(only);
            members = value ? json::object{{only, *value}} : json::object{};
        }
        normaliser.members(members, *d->declaration.described, {});
        return read_section(d->declaration, std::move(members), {}, unheard);
    };
    if (const auto section = read("plugins"))
        out.plugins = *static_cast<const plugins_config*>(section.get());
    if (const auto section = read("database", "isMultiTenant"))
        out.is_multi_tenant = static_cast<const database_config*>(section.get())->is_multi_tenant;
    return out;
}

std::shared_ptr<const snapshot> loader::load(const sources& from, report& found) const {
    return reading{from, found}.run(from, sections_);
}

}
