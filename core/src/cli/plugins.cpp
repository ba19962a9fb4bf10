// plugins list|check: which are loaded, and whether one could be.
#include "cli/reading.hpp"
#include <cstdio>
#include <nucleus/json/json.hpp>

namespace nucleus::cli {

namespace {

void print(const std::vector<plugin_host::loaded_plugin>& plugins, bool as_json) {
    std::string out;
    json::writer w{out};
    w.begin_array();
    for (const auto& p : plugins) {
        if (!as_json) {
            std::printf("%s %s  %s  (%s)\n", p.name.c_str(), p.declared.version.c_str(),
                        p.declared.description.c_str(), p.file.c_str());
            continue;
        }
        w.begin_object().key("name");
        w.value(p.name).key("version");
        w.value(p.declared.version).key("description");
        w.value(p.declared.description).key("file");
        w.value(p.file.native()).end_object();
    }
    w.end_array();
    if (as_json) std::puts(out.c_str());
}

}

int plugins_list(const common& c) {
    const auto w = read_world(c);
    if (!w) return failed;
    print(w->host.plugins(), c.json);
    return done;
}

int plugins_check(const common& c, const std::string& file) {
    config::report found;
    plugin_host::host host;
    const auto path = std::filesystem::absolute(file);
    if (host.load({path.native()}, path.parent_path(), found, true)) {
        print(host.plugins(), c.json);
        return done;
    }
    for (const auto& f : found.faults) complain(f.path + ": " + f.message);
    return failed;
}

}
