// The process that owns the sockets and the embedded database, and keeps one other serving.
#pragma once
#include "app/world.hpp"
#include <string>
#include <vector>

namespace nucleus::app {

/// Serves until TERM or INT and returns the exit code: that of the serving process, or 1 when
/// something cannot be had (which has been logged). `arguments` are those of our own command line
/// that choose the configuration; each serving process reads it anew.
/// For a process without threads.
[[nodiscard]] int run_parent(const world& w, std::vector<std::string> arguments);

}
