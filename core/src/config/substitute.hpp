// ${VAR}, ${VAR:default} and ${file:/path} in strings.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace nucleus::config {

using environment_map = std::map<std::string, std::string>;

struct expansion {
    std::string text;
    bool changed = false; ///< something was substituted
    bool whole = false;   ///< the string was one substitution and nothing else
    std::string problem;  ///< what to do; empty: none
};

/// Expands every substitution once; what comes in is not expanded again. `$${` stands for `${`. A
/// file's last newline is dropped.
[[nodiscard]] expansion expand(std::string_view text, const environment_map& environment);

}
