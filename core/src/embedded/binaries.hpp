// Finding the installed PostgreSQL.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::embedded {

struct installation {
    std::filesystem::path folder; ///< holds initdb and postgres
    int major = 0;                ///< 15
};

/// "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)" → 15; 0 when it is nothing of the kind.
[[nodiscard]] int major_version(std::string_view text);

/// What is in `folder`, or when that is empty everything in /usr/lib/postgresql/*/bin and `path`
/// (as $PATH); the newest first.
[[nodiscard]] std::vector<installation> installations(const std::filesystem::path& folder,
                                                      std::string_view path);

/// The one for a cluster of version `wanted` (0: a new one, so the newest). Throws
/// std::runtime_error with what to do when there is none.
[[nodiscard]] installation choose(const std::vector<installation>& found, int wanted,
                                  const std::filesystem::path& cluster);

}
