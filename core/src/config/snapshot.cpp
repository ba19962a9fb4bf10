#include "config/snapshot.hpp"
#include "config/difference.hpp"
#include "config/effective.hpp"
#include "config/json_path.hpp"
#include "config/master_key.hpp"
#include "config/node.hpp"
#include "config/secrets.hpp"
#include "config/snapshot_contents.hpp"
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <unistd.h>

namespace nucleus::config {

namespace {

std::vector<change> changes(const snapshot::contents& before, const snapshot::contents& after) {
    std::vector<change> out;
    for (const auto& section : before.sections) {
        const auto& declaration = section.declaration;
        const auto& shape = *declaration.described;
        const bool bare = declaration.name.empty() || is_list(declaration);
        compare(shape, effective(shape, section.value.get(), secrets::kept),
                effective(shape, after.at(declaration.name).value.get(), secrets::kept),
                bare ? std::string{document_root} : member_path(document_root, declaration.name),
                false, out);
    }
    return out;
}

/// The section's members, or its one list, into the document.
void show(boost::json::object& into, const section_value& section) {
    auto shown = effective(*section.declaration.described, section.value.get(), secrets::masked);
    if (section.declaration.name.empty() || is_list(section.declaration))
        for (auto& member : shown) into[member.key()] = std::move(member.value());
    else
        into[section.declaration.name] = std::move(shown);
}

void list_values(const boost::json::object& from, const std::string& path,
                 std::vector<shown_value>& out) {
    for (const auto& member : from) {
        const auto here = member_path(path, member.key());
        const auto* object = member.value().if_object();
        if (object && !object->empty())
            list_values(*object, here, out);
        else
            out.push_back({here, boost::json::serialize(member.value()), {}});
    }
}

}

const section_value& snapshot::contents::at(std::string_view name) const {
    const auto found = std::find_if(sections.begin(), sections.end(), [&](const section_value& s) {
        return s.declaration.name == name;
    });
    if (found == sections.end())
        throw std::out_of_range("no plugin declared the config section \"" + std::string{name} +
                                "\"");
    return *found;
}

snapshot::snapshot(std::unique_ptr<contents> c)
    : contents_{std::move(c)} {}
snapshot::~snapshot() = default;

const void* snapshot::find(std::string_view section, const shape& s) const {
    const auto& found = contents_->at(section);
    // By name: a plugin's copy of an inline shape may have an address of its own.
    if (found.declaration.described->name != s.name)
        throw std::out_of_range("the config section \"" + std::string{section} + "\" is a " +
                                found.declaration.described->name + ", not a " + s.name);
    return found.value.get();
}

bool snapshot::switched_on(std::string_view section) const {
    return contents_->switched_on.contains(section);
}

bool snapshot::switched_off(std::string_view section) const {
    return contents_->switched_off.contains(section);
}

std::string snapshot::value_at(std::string_view path) const {
    for (auto& value : values())
        if (value.path == path) return std::move(value.json);
    return {};
}

secret_string snapshot::secret(std::string_view env_name_or_literal) const {
    if (const auto at = contents_->environment.find(std::string{env_name_or_literal});
        at != contents_->environment.end() && is_env_name(env_name_or_literal))
        return secret_string{at->second};
    if (is_env_name(env_name_or_literal) &&
        !contents_->literals.contains(std::string{env_name_or_literal}))
        return {};
    return secret_string{env_name_or_literal};
}

bool snapshot::development() const {
    return contents_->get<root_config>("").mode == run_mode::development;
}

std::string snapshot::public_url() const {
    const auto& server = contents_->get<server_config>("server");
    if (!server.public_url.empty()) return server.public_url;
    const bool v6 = server.host.find(':') != std::string::npos;
    const auto host = v6 ? "[" + server.host + "]" : server.host;
    return (server.tls ? "https://" : "http://") + host + ":" + std::to_string(server.port);
}

std::string snapshot::base_domain() const {
    return contents_->get<database_config>("database").base_domain;
}

std::string snapshot::tenant_header() const {
    return contents_->get<database_config>("database").tenant_header;
}

std::filesystem::path snapshot::data_dir() const {
    const auto& given_dir = contents_->get<database_config>("database").data_dir;
    if (!given_dir.empty()) return std::filesystem::absolute(given_dir).lexically_normal();
    if (::geteuid() == 0)
        return std::filesystem::path{"/var/lib/nucleusd"} / contents_->get<root_config>("").app_id;
    return std::filesystem::absolute("nucleus-data");
}

void snapshot::ensure_secret() const {
    if (contents_->get<server_config>("server").secret.empty())
        static_cast<void>(read_or_make_key(data_dir() / "secret.key"));
}

secret_string snapshot::derived_key(std::string_view use) const {
    const auto& named = contents_->get<server_config>("server").secret;
    const auto master = named.empty() ? read_or_make_key(data_dir() / "secret.key") : secret(named);
    return derive_key(master.reveal(), use);
}

secret_string snapshot::previous_key(std::string_view use) const {
    const auto& named = contents_->get<server_config>("server").previous_secret;
    return named.empty() ? secret_string{} : derive_key(secret(named).reveal(), use);
}

std::string snapshot::masked_json() const {
    boost::json::object shown;
    for (const auto& section : contents_->sections) show(shown, section);
    return boost::json::serialize(shown);
}

std::string snapshot::masked_json(std::string_view section) const {
    boost::json::object shown;
    show(shown, contents_->at(section));
    return section.empty() ? boost::json::serialize(shown)
                           : boost::json::serialize(shown.at(section));
}

std::vector<shown_value> snapshot::values() const {
    boost::json::object shown;
    for (const auto& section : contents_->sections) show(shown, section);
    std::vector<shown_value> out;
    list_values(shown, std::string{document_root}, out);
    for (auto& value : out) value.origin = origin(value.path);
    return out;
}

std::string snapshot::origin(std::string_view path) const {
    const auto* from = origin_of(contents_->layers, path);
    return from ? from->name : "default";
}

std::vector<std::string> snapshot::changed_keys(const snapshot& newer) const {
    std::vector<std::string> paths;
    for (auto& c : changes(*contents_, *newer.contents_)) paths.push_back(std::move(c.path));
    return paths;
}

std::vector<std::string> snapshot::restart_keys(const snapshot& newer) const {
    std::vector<std::string> paths;
    for (auto& c : changes(*contents_, *newer.contents_))
        if (c.restart) paths.push_back(std::move(c.path));
    return paths;
}

std::vector<env_reference> snapshot::env_references() const { return contents_->references; }

}
