// The ways in which an endpoint can fail.
#pragma once
#include "generate/components.hpp"
#include <map>
#include <nucleus/catalog.hpp>
#include <set>

namespace nucleus::generate {

/// Codes by status: the endpoint's own, and those that its access, method, limit, body and path
/// bring with them.
[[nodiscard]] std::map<int, std::set<std::string>> failures_of(const endpoint& e);

/// Adds a response for each status to `responses`.
void add_failures(boost::json::object& responses, const endpoint& e, components& parts);

}
