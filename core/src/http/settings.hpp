// What of the configuration the server obeys, prepared for the request path.
#pragma once
#include "config/sections.hpp"
#include "http/head.hpp"
#include "http/middleware/cors.hpp"
#include "http/middleware/trusted_proxies.hpp"
#include "limits/keys.hpp"
#include <array>
#include <memory>
#include <nucleus/catalog.hpp>
#include <nucleus/config/snapshot.hpp>
#include <vector>

namespace nucleus::http {

/// Immutable. Each worker gets a copy of its own, so that holding one shares no counter.
struct settings {
    head_limits head;
    std::size_t body_limit = 0;
    std::size_t max_connections = 0;
    config::timeouts_config timeouts;
    std::vector<network> trusted_proxies;
    cors_rules cors;
    std::vector<std::string> own_origins; ///< what CSRF takes for ourselves
    std::string security_headers;         ///< ready lines
    std::string security_headers_tls;
    config::rate_limit_config rate;
    limits::counting strategy = limits::counting::sliding_window;
    std::array<limits::rule, 4> rules; ///< by `limit`
    secret_string count_secret;        ///< of what nodes count together; empty: each for itself
    std::string schema;                ///< the first one
    std::string scheme;                ///< in which browsers reach us: "https"
    secret_string metrics_token;
    bool compression = false;

    [[nodiscard]] const limits::rule& rule_of(limit l) const {
        return rules[static_cast<std::size_t>(l)];
    }
    [[nodiscard]] bool shares_counts() const noexcept { return rate.enabled && rate.shared; }
};

/// `port`: the one really listened on, when the configured one is 0.
[[nodiscard]] std::shared_ptr<const settings> make_settings(const config_snapshot& config,
                                                            int port);

}
