// Stand-ins for PostgreSQL's programs.
#pragma once
#include "process/program.hpp"
#include <filesystem>
#include <nucleus/testing/temp_folder.hpp>
#include <pwd.h>
#include <string>
#include <unistd.h>

namespace nucleus::testing {

inline void write_program(const std::filesystem::path& file, const std::string& body) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file} << "#!/bin/sh\n" << body << '\n';
    std::filesystem::permissions(file, std::filesystem::perms{0755});
}

/// A folder with an initdb that makes a cluster of `version`, and a postgres that does `start`.
inline std::filesystem::path
fake_postgres(const std::filesystem::path& folder, const std::string& version,
              const std::string& start = "exit 1",
              const std::string& initdb = "echo \"$version\" >\"$2/PG_VERSION\"") {
    write_program(folder / "initdb", "version=" + version + "\n" + initdb);
    write_program(folder / "postgres", "test \"$1\" = --version && echo 'postgres (PostgreSQL) " +
                                           version + "' && exit 0\n" + start);
    return folder;
}

/// Somebody without rights; only for root to become.
inline process::account nobody() {
    const auto* entry = ::getpwnam("nobody");
    return {entry->pw_uid, entry->pw_gid, entry->pw_name, true};
}

inline bool is_root() { return ::geteuid() == 0; }

}
