#include "config/difference.hpp"
#include "config/json_path.hpp"
#include "config/node.hpp"
#include <boost/json/value.hpp>

namespace nucleus::config {

void compare(const shape& s, const boost::json::object& before, const boost::json::object& after,
             const std::string& path, bool restart, std::vector<change>& out) {
    for (const auto& f : s.fields) {
        const auto* old_value = before.if_contains(f.name);
        const auto* new_value = after.if_contains(f.name);
        if (!old_value && !new_value) continue;
        const auto here = member_path(path, f.name);
        const auto at = node_of(f.type);
        const auto* old_in = old_value ? old_value->if_object() : nullptr;
        const auto* new_in = new_value ? new_value->if_object() : nullptr;
        if (at.object && old_in && new_in)
            compare(*at.object, *old_in, *new_in, here, restart || f.restart, out);
        else if (!old_value || !new_value || *old_value != *new_value)
            out.push_back({here, restart || f.restart});
    }
}

}
