// Scripts of tests/browser, run against a server.
#pragma once
#include "auth_world.hpp"
#include <cstdio>
#include <filesystem>

namespace nucleus::testing {

inline std::string quoted(const std::string& text) { return "'" + text + "'"; }

inline std::string chromium() {
    for (const auto* path :
         {"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"})
        if (std::filesystem::exists(path)) return path;
    SKIP("there is no Chromium here");
    return {};
}

inline std::string origin_of(auth_world& w) {
    return "http://127.0.0.1:" + std::to_string(w.node().port());
}

/// The JSON that a script wrote; REQUIREs that it did.
inline json::value run_script(const std::string& script,
                              const std::vector<std::string>& arguments) {
    auto command = quoted(NUCLEUS_BROWSER "/run.sh") + " " + quoted(NUCLEUS_BROWSER_MODULES) + " " +
                   quoted(std::string{NUCLEUS_BROWSER "/"} + script);
    for (const auto& a : arguments) command += " " + quoted(a);
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "r"), &::pclose};
    std::string out;
    char piece[4096];
    while (const auto n = std::fread(piece, 1, sizeof piece, pipe.get())) out.append(piece, n);
    INFO(command << "\n" << out);
    REQUIRE(!out.empty());
    return json::parse(out);
}

}
