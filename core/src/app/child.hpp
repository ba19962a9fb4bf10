// The serving process: workers, plugins, HTTP.
#pragma once
#include "app/inherited.hpp"
#include "config/loader.hpp"

namespace nucleus::app {

/// Serves until TERM or INT, then drains. Returns the exit code: 0 after a drain, 1 when it could
/// not start (everything that is wrong has been logged).
[[nodiscard]] int run_child(const config::sources& from, const inherited& sockets);

}
