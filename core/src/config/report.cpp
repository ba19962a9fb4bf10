#include "config/report.hpp"
#include <algorithm>

namespace nucleus::config {

namespace {

bool inside(std::string_view path, std::string_view outer) {
    return path.starts_with(outer) &&
           (path.size() == outer.size() || path[outer.size()] == '.' || path[outer.size()] == '[');
}

}

bool report::knows(std::string_view path) const {
    return std::any_of(faults.begin(), faults.end(), [&](const fault& f) {
        return inside(path, f.path) || inside(f.path, path);
    });
}

void report::add(std::string path, std::string code, std::string message) {
    const bool known = std::any_of(faults.begin(), faults.end(), [&](const fault& f) {
        return f.path == path && f.code == code && f.message == message;
    });
    if (!known) faults.push_back({std::move(path), std::move(code), std::move(message)});
}

void report::warn(std::string message) {
    if (std::find(warnings.begin(), warnings.end(), message) == warnings.end())
        warnings.push_back(std::move(message));
}

}
