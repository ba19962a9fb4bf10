#include "embedded/binaries.hpp"
#include "process/program.hpp"
#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <unistd.h>

namespace nucleus::embedded {

namespace fs = std::filesystem;

namespace {

/// The major version in `folder`, or 0.
int version_in(const fs::path& folder) {
    const auto server = folder / "postgres";
    if (::access((folder / "initdb").c_str(), X_OK) != 0) return 0;
    if (::access(server.c_str(), X_OK) != 0) return 0;
    process::program ask;
    ask.arguments = {server.native(), "--version"};
    const auto told = process::run(std::move(ask));
    return told.code == 0 ? major_version(told.output) : 0;
}

std::vector<fs::path> candidates(std::string_view path) {
    std::vector<fs::path> folders;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{"/usr/lib/postgresql", none})
        folders.push_back(entry.path() / "bin");
    while (!path.empty()) {
        const auto end = std::min(path.find(':'), path.size());
        if (end > 0) folders.emplace_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return folders;
}

}

int major_version(std::string_view text) {
    constexpr std::string_view name = "(PostgreSQL) ";
    const auto at = text.find(name);
    int major = 0;
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at + name.size(), text.data() + text.size(), major);
    return major;
}

std::vector<installation> installations(const fs::path& folder, std::string_view path) {
    std::vector<installation> found;
    const auto newer = [](const auto& a, const auto& b) { return a.major > b.major; };
    for (const auto& f : folder.empty() ? candidates(path) : std::vector{folder})
        if (const installation i{f, version_in(f)}; i.major > 0)
            found.insert(std::upper_bound(found.begin(), found.end(), i, newer), i);
    return found;
}

installation choose(const std::vector<installation>& found, int wanted, const fs::path& cluster) {
    if (found.empty())
        throw std::runtime_error(
            "PostgreSQL is not installed (looked in /usr/lib/postgresql/*/bin and PATH): run "
            "'apt-get install postgresql', or set database.url to the name of an environment "
            "variable that holds the connection string of a server you have");
    if (wanted == 0) return found.front();
    const auto fits =
        std::find_if(found.begin(), found.end(), [&](const auto& i) { return i.major == wanted; });
    if (fits != found.end()) return *fits;
    const auto version = std::to_string(wanted);
    throw std::runtime_error("the data in " + cluster.native() + " is of PostgreSQL " + version +
                             ", but only PostgreSQL " + std::to_string(found.front().major) +
                             " is installed (" + found.front().folder.native() +
                             "): install postgresql-" + version +
                             ", or bring the data over with pg_upgrade");
}

}
