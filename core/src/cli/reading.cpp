#include "cli/reading.hpp"
#include "process/program.hpp"
#include <cstdio>

namespace nucleus::cli {

config::sources sources_of(const common& c) {
    return {c.config, process::our_environment(), c.set, {}};
}

std::string faults_text(const config::report& found, const std::string& file) {
    std::string out;
    for (const auto& f : found.faults) {
        if (f.path.starts_with('$') && !file.empty()) out += file + ": ";
        out += f.path + ": " + f.message + "\n";
    }
    return out + counted(found.faults.size(), "fault") + " in the configuration\n";
}

std::string counted(std::size_t n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::unique_ptr<app::world> read_world(const common& c) {
    config::report found;
    auto w = app::describe_world(sources_of(c), found);
    for (const auto& warning : found.warnings) complain("warning: " + warning);
    if (!w) std::fputs(faults_text(found, c.config).c_str(), stderr);
    return w;
}

void complain(std::string_view message) {
    std::fprintf(stderr, "nucleusd: %.*s\n", static_cast<int>(message.size()), message.data());
}

int complain_of(const error& reason) {
    if (reason.faults.empty()) complain(reason.text());
    for (const auto& f : reason.faults) complain("the " + f.path.substr(1) + " " + f.message);
    return failed;
}

}
