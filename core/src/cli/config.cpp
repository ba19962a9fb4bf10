// config show|schema|env: what is in force, what may be written, what it needs.
#include "cli/reading.hpp"
#include <cstdio>
#include <nucleus/json/json.hpp>

namespace nucleus::cli {

namespace {

/// Every bundled plugin, whatever a config says: a schema is wanted before there is one.
std::string all_plugins() {
    std::string list;
    json::writer w{list};
    w.begin_array();
    std::error_code none;
    for (const auto& entry :
         std::filesystem::directory_iterator{app::default_plugin_directory(), none})
        if (entry.path().extension() == ".so") w.value(entry.path().stem().native());
    w.end_array();
    return list;
}

}

int config_show(const common& c) {
    const auto w = read_world(c);
    if (!w) return failed;
    if (c.json) {
        std::puts(w->config->masked_json().c_str());
        return done;
    }
    for (const auto& value : w->config->values())
        std::printf("%s = %s  (%s)\n", value.path.c_str(), value.json.c_str(),
                    value.origin.c_str());
    return done;
}

int config_schema(const common& c) {
    auto asked = c;
    if (c.config.empty()) {
        asked.set.emplace_back("mode=development");
        asked.set.push_back("plugins.load=" + all_plugins());
    }
    const auto w = read_world(asked);
    if (!w) return failed;
    std::puts(w->loader.json_schema().c_str());
    return done;
}

/// Also of a configuration that lacks them: that is when one asks.
int config_env(const common& c) {
    config::report found;
    const auto w = app::describe_world(sources_of(c), found);
    std::string out;
    json::writer list{out};
    list.begin_array();
    for (const auto& used : found.references) {
        if (!c.json) {
            std::printf("%s  %s  %s\n", used.name.c_str(), used.resolved ? "set" : "missing",
                        used.path.c_str());
            continue;
        }
        list.begin_object().key("name");
        list.value(used.name).key("path");
        list.value(used.path).key("set");
        list.value(used.resolved).end_object();
    }
    list.end_array();
    if (c.json) std::puts(out.c_str());
    if (!w) {
        std::fputs(faults_text(found, c.config).c_str(), stderr);
        return failed;
    }
    if (found.references.empty()) complain(c.config + " names no environment variables");
    return done;
}

}
