#include "app/world.hpp"
#include "config/known_sections.hpp"
#include "generate/openapi.hpp"
#include "http/builtin_routes.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <nucleus/services/tenancy.hpp>
#include <stdexcept>

namespace nucleus::app {

namespace {

/// plugins.load, or every bundled plugin that is installed and one of whose sections is enabled. A
/// section whose plugin is not installed is a fault of the config, with its path; not one of
/// load().
std::vector<std::string> chosen_plugins(const config::bootstrap& wanted,
                                        const std::filesystem::path& directory) {
    if (!wanted.plugins.load.empty()) return wanted.plugins.load;
    std::vector<std::string> names;
    auto sections = wanted.sections;
    sections["tenants"] = wanted.is_multi_tenant; // it has no switch of its own
    for (const auto& [section, enabled] : sections) {
        const std::string name{config::bundled_plugin_of(section)};
        if (name.empty() || !enabled) continue;
        std::error_code ignored;
        if (!std::filesystem::exists(directory / (name + ".so"), ignored)) continue;
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

/// Else whatever is asked of a tenant would be answered from the first schema.
bool provides_tenants(const plugin_host::host& host) {
    return std::ranges::any_of(host.plugins(), [](const auto& p) {
        return std::ranges::find(p.declared.provided, tenancy::service_name) !=
               p.declared.provided.end();
    });
}

bool add_sections(world& w, config::report& found) {
    bool all = true;
    for (const auto& p : w.host.plugins())
        for (const auto& section : p.declared.sections) {
            try {
                w.loader.add(section, p.name);
            } catch (const std::invalid_argument& e) {
                found.add("plugin " + p.name, "section_collision", e.what());
                all = false;
            }
        }
    return all;
}

/// As auth configures it; the default when there is no auth.
std::string access_cookie_of(const config::snapshot& config) {
    const auto name = config.value_at("$.authentication.cookies.accessName");
    if (name.empty()) return generate::openapi_options{}.access_cookie;
    return boost::json::value_to<std::string>(boost::json::parse(name));
}

}

std::filesystem::path default_plugin_directory() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" /
           "nucleus" / "plugins";
}

std::unique_ptr<world> describe_world(const config::sources& from, config::report& found) {
    auto w = std::make_unique<world>();
    const auto wanted = w->loader.peek(from, found);
    const auto directory = wanted.plugins.directory.empty()
                               ? default_plugin_directory()
                               : std::filesystem::path{wanted.plugins.directory};
    if (!wanted.plugins.directory.empty() && !std::filesystem::is_directory(directory)) {
        found.add("$.plugins.directory", "missing",
                  std::filesystem::absolute(directory).string() + " is no folder");
        return nullptr;
    }
    // Without one of the plugins its section would be judged unknown: those findings would mislead.
    if (!w->host.load(chosen_plugins(wanted, directory), directory, found)) return nullptr;
    if (wanted.is_multi_tenant && !provides_tenants(w->host)) {
        found.add("$.database.isMultiTenant", "no_tenants",
                  "no plugin keeps tenants: install \"tenants\" into " + directory.string() +
                      ", and name it in plugins.load if that is given");
        return nullptr;
    }
    if (!add_sections(*w, found)) return nullptr;
    w->config = load_config(*w, from, found);
    if (!w->config) return nullptr;
    http::add_builtin_routes(w->catalog);
    if (!w->host.add_routes(w->catalog, w->config, found)) return nullptr;
    const auto& of_identity = w->catalog.of_identity;
    for (auto& e : w->catalog.rows())
        if (e.access.needs != access::level::anyone)
            e.errors.insert(e.errors.end(), of_identity.begin(), of_identity.end());
    return w;
}

std::shared_ptr<const config::snapshot> load_config(const world& w, const config::sources& from,
                                                    config::report& found) {
    auto fresh = w.loader.load(from, found);
    if (!fresh || !w.host.check(fresh, found)) return nullptr;
    return fresh;
}

std::string openapi_text(const world& w) {
    generate::openapi_options options;
    options.title = w.config->get<config::root_config>("").app_id;
    const auto& public_url = w.config->get<config::server_config>("server").public_url;
    options.access_cookie = access_cookie_of(*w.config);
    if (!public_url.empty()) options.server_url = public_url;
    return generate::openapi(w.catalog, options);
}

}
