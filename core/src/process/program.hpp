// Starting other programs. For processes without threads: it forks.
#pragma once
#include "process/descriptor.hpp"
#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace nucleus::process {

/// Whom a program runs as.
struct account {
    uid_t uid = 0;
    gid_t gid = 0;
    std::string name;
    bool differs = false; ///< from us: the program has to change over to it
};

/// Us, as we are.
[[nodiscard]] account ourselves();

struct program {
    std::vector<std::string> arguments; ///< the first one is the path of the binary
    account as;
    std::map<std::string, std::string> environment; ///< the whole of it
    int output = -1;                                ///< stdout and stderr; -1: ours
    std::vector<int> keep_open; ///< descriptors that it inherits in spite of O_CLOEXEC
    bool dies_with_us = false;  ///< killed when this process ends in whatever way
};

/// Starts it in a session of its own, so that Ctrl-C reaches this process only, with stdin from
/// /dev/null and default signal handling. Throws std::system_error when there is no process to be
/// had; a binary that cannot be run ends with code 127.
[[nodiscard]] pid_t spawn(const program& p);

struct finished {
    int code; ///< of exit, or 128 + the signal
    std::string output;
};
/// Runs it to its end, collecting what it writes.
[[nodiscard]] finished run(program p);

/// Runs `body` in a forked child that has changed over to `as`; the exit code is what it returns.
[[nodiscard]] int run_as(const account& as, const std::function<int()>& body);

[[nodiscard]] int code_of(int wait_status) noexcept;

/// The environment of this process.
[[nodiscard]] std::map<std::string, std::string> our_environment();

}
