// Everything that is known before anything runs: plugins, configuration, catalog.
#pragma once
#include "config/loader.hpp"
#include "plugin/host.hpp"
#include <memory>
#include <nucleus/catalog.hpp>

namespace nucleus::app {

struct world {
    config::loader loader;
    plugin_host::host host;
    std::shared_ptr<const config::snapshot> config;
    nucleus::catalog catalog;
};

/// Loads the plugins that the config asks for, declares their sections, reads the config and builds
/// the catalog. No side effects beyond dlopen. Null, with the reasons in `found`, on any fault.
[[nodiscard]] std::unique_ptr<world> describe_world(const config::sources& from,
                                                    config::report& found);

/// Reads the config again for a world whose plugins stay: null, with the reasons in `found`, when
/// the sections, or what the plugins check beyond them, have a fault.
[[nodiscard]] std::shared_ptr<const config::snapshot>
load_config(const world& w, const config::sources& from, config::report& found);

/// The OpenAPI document of a world.
[[nodiscard]] std::string openapi_text(const world& w);

/// Where bundled plugins are when `plugins.directory` does not say: beside the binary.
[[nodiscard]] std::filesystem::path default_plugin_directory();

}
