#include "embedded/postmaster.hpp"
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace nucleus::embedded {

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find(at, from), text.size());
        parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

pid_t number(std::string_view text) {
    pid_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}

std::optional<postmaster> parse_postmaster(std::string_view text) {
    // pid, data folder, start time, port, socket folder, listen address, shared memory, status
    const auto lines = split(text, '\n');
    if (lines.size() < 5 || number(lines[0]) <= 0 || number(lines[3]) <= 0 || lines[4].empty())
        return std::nullopt;
    return postmaster{number(lines[0]), fs::path{lines[4]}, std::string{lines[3]}};
}

bool serves(pid_t pid, const fs::path& cluster) {
    const auto line = text_of("/proc/" + std::to_string(pid) + "/cmdline");
    const auto arguments = split(line, '\0');
    if (arguments.empty() || fs::path{arguments.front()}.filename() != "postgres") return false;
    for (const auto argument : arguments)
        if (argument == cluster.native()) return true;
    return false;
}

namespace {

void replace_recycled_pid(const fs::path& cluster) {
    const auto file = cluster / "postmaster.pid";
    const auto text = text_of(file);
    const auto told = number(std::string_view{text}.substr(0, text.find('\n')));
    const bool alive = told > 0 && (::kill(told, 0) == 0 || errno == EPERM);
    if (!alive || serves(told, cluster)) return;
    const auto nobody = std::to_string(std::numeric_limits<pid_t>::max());
    const auto rest = text.find('\n') == std::string::npos ? "\n" : text.substr(text.find('\n'));
    // In place: owner and mode must stay.
    std::ofstream{file, std::ios::binary | std::ios::in | std::ios::trunc} << nobody << rest;
}

}

std::optional<postmaster> running_postmaster(const fs::path& cluster) {
    auto told = parse_postmaster(text_of(cluster / "postmaster.pid"));
    if (told && !serves(told->pid, cluster)) told.reset();
    return told;
}

void disown_recycled_pid(const fs::path& cluster, const process::account& as) {
    if (process::run_as(as, [&cluster] { return replace_recycled_pid(cluster), 0; }) != 0)
        throw std::runtime_error("cannot act as user " + as.name + " to look at " +
                                 (cluster / "postmaster.pid").native());
}

}
