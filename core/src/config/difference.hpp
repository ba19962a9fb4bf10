// What changed between two configurations.
#pragma once
#include <boost/json/object.hpp>
#include <nucleus/shape.hpp>
#include <string>
#include <vector>

namespace nucleus::config {

struct change {
    std::string path;
    bool restart; ///< it, or something around it, is marked `restart`
};

/// Compares two effective() objects of shape `s`; lists and scalars count as one value each.
void compare(const shape& s, const boost::json::object& before, const boost::json::object& after,
             const std::string& path, bool restart, std::vector<change>& out);

}
