// What nucleusd makes of a config that loads some of the contract's plugins.
#pragma once
#include "app/world.hpp"
#include <nucleus/testing/temp_folder.hpp>
#include <string>
#include <vector>

namespace nucleus::testing {

struct described_world {
    std::unique_ptr<app::world> world; ///< null when there are faults
    config::report found;

    /// The messages of all faults, a line each with its path and code.
    [[nodiscard]] std::string faults() const {
        std::string text;
        for (const auto& f : found.faults) text += f.path + " [" + f.code + "] " + f.message + "\n";
        return text;
    }
};

/// `load` are names of files in the folder of the contract's plugins, or paths.
inline described_world describe(const std::vector<std::string>& load,
                                const std::string& more = "") {
    temp_folder folder;
    std::string names;
    for (const auto& name : load) names += (names.empty() ? "\"" : ",\"") + name + "\"";
    config::sources from;
    from.file = folder.write("config.json", R"({"mode":"development","plugins":{"directory":")" +
                                                std::string{CONTRACT_PLUGINS} + R"(","load":[)" +
                                                names + "]}" + more + "}");
    described_world d;
    d.world = app::describe_world(from, d.found);
    return d;
}

}
