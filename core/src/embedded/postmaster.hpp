// What PostgreSQL's postmaster.pid says, and whether it is still true.
#pragma once
#include "process/program.hpp"
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace nucleus::embedded {

struct postmaster {
    pid_t pid = 0;
    std::filesystem::path sockets; ///< folder of its Unix socket
    std::string port;
};

/// Reads the text of postmaster.pid; nothing when it is cut short or not such a file.
[[nodiscard]] std::optional<postmaster> parse_postmaster(std::string_view text);

/// Whether that process is a PostgreSQL server of this data folder: numbers are recycled.
[[nodiscard]] bool serves(pid_t pid, const std::filesystem::path& cluster);

/// The server that runs on `cluster`, or nothing.
[[nodiscard]] std::optional<postmaster> running_postmaster(const std::filesystem::path& cluster);

/// When postmaster.pid names a live process that is something else by now, PostgreSQL would refuse
/// to start. Replaces that number by one that nobody can have; the rest, by which PostgreSQL knows
/// whether backends of a killed server are still about, stays. Done as `as`, who owns the folder:
/// it could have put anything there, and must not have us write to it.
void disown_recycled_pid(const std::filesystem::path& cluster, const process::account& as);

}
