// Where log lines go and which are written; the writing itself is nucleus/log.hpp.
#pragma once
#include <nucleus/config/snapshot.hpp>
#include <nucleus/log.hpp>
#include <string>
#include <vector>

namespace nucleus::log {

enum class layout : std::uint8_t { automatic, json, text }; ///< automatic: text on a terminal

/// Takes effect with the next line, in every thread. `scopes` narrows what is written below `warn`
/// to those names; "auth.*" also covers everything beneath auth; empty: all. Warnings and errors
/// are never filtered by scope.
void configure(level least, layout as, std::vector<std::string> scopes);

}

namespace nucleus {

/// Applies the `logging` section.
void configure_logging(const config_snapshot& config);

}
