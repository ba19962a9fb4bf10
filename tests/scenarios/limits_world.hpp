// Servers that count, and clients at many addresses.
#pragma once
#include "auth_world.hpp"

namespace nucleus::testing {

inline const std::string nowhere = "/nowhere"; ///< draws on the public budget

/// Nodes behind a proxy on this machine that is believed. Public routes have ten in an hour.
inline auth_world limited(const std::string& rules, const std::string& dsn = fresh_database()) {
    return auth_world{[&](json::object& c) {
                          section(c, "server")["trustedProxies"] = json::array{"127.0.0.1"};
                          auto& limits = section(c, "rateLimit");
                          limits = json::parse(rules).as_object();
                          auto& open = section(limits, "publicRoutes");
                          if (open.empty()) open = {{"window", "24h"}, {"max", 10}};
                      },
                      dsn};
}

/// What the proxy says about a client.
inline header_list from(const std::string& address) { return {{"X-Forwarded-For", address}}; }

inline answer ask(http_client& c, const std::string& address) {
    return c.get(nowhere, from(address));
}

/// Status → how often, of that many one after the other.
inline std::map<int, int> statuses(http_client& c, const std::string& address, int count) {
    std::map<int, int> seen;
    for (int i = 0; i < count; ++i) ++seen[ask(c, address).status];
    return seen;
}

using tallies = std::map<int, int>;

}
