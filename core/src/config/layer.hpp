// The layers of a configuration, and merging them.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::config {

/// What one source says. Layers stand in order of precedence, the lowest first.
struct layer {
    std::string name; ///< file, override, env, flag
    boost::json::object values;
    std::map<std::string, std::string> given_by; ///< path → variable or flag, where that is known
};

/// Objects merge, everything else replaces what lies beneath.
[[nodiscard]] boost::json::object merge(const std::vector<layer>& layers);

/// The uppermost layer that has something at `path`, or null.
[[nodiscard]] const layer* origin_of(const std::vector<layer>& layers, std::string_view path);

/// Puts `value` at these steps, making objects on the way.
void place(boost::json::object& into, const std::vector<std::string>& steps,
           boost::json::value value);

}
