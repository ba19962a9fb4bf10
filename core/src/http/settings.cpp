#include "http/settings.hpp"

namespace nucleus::http {

namespace {

/// Without a publicUrl: the address we listen on. Browsers may call the loopback by its name.
std::vector<std::string> own_origins(const config::server_config& server, int port) {
    if (!server.public_url.empty()) return {origin_of(server.public_url)};
    const std::string scheme = server.tls ? "https://" : "http://";
    const auto actual = ":" + std::to_string(server.port != 0 ? server.port : port);
    const bool v6 = server.host.find(':') != std::string::npos;
    const auto host = v6 ? "[" + server.host + "]" : server.host;
    std::vector<std::string> own{origin_of(scheme + host + actual)};
    if (server.host == "127.0.0.1" || server.host == "::1")
        own.push_back(origin_of(scheme + "localhost" + actual));
    return own;
}

cors_rules cors_of(const config::cors_config& c) {
    cors_rules rules;
    rules.credentials = c.credentials;
    rules.max_age = std::chrono::duration_cast<std::chrono::seconds>(c.max_age);
    for (const auto& origin : c.origins)
        rules.origins.push_back(origin == "*" ? origin : origin_of(origin));
    return rules;
}

void add_security_headers(settings& s) {
    s.security_headers = "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
                         "Referrer-Policy: no-referrer\r\n";
    s.security_headers_tls =
        s.security_headers + "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
}

limits::counting strategy_of(config::limit_strategy s) {
    using limits::counting;
    switch (s) {
    case config::limit_strategy::sliding_window: return counting::sliding_window;
    case config::limit_strategy::fixed_window: return counting::fixed_window;
    case config::limit_strategy::token_bucket: return counting::token_bucket;
    }
    return counting::sliding_window;
}

void add_rules(settings& s, const config_snapshot& config) {
    s.rate = config.get<config::rate_limit_config>("rateLimit");
    s.strategy = strategy_of(s.rate.strategy);
    const auto rule = [&](const config::budget_config& b, std::string_view name) {
        return limits::rule{
            s.strategy, {b.window, static_cast<std::uint32_t>(b.max), b.block}, name};
    };
    s.rules = {limits::rule{}, rule(s.rate.public_routes, "publicRoutes"),
               rule(s.rate.private_routes, "privateRoutes"),
               rule(s.rate.auth_routes, "authRoutes")};
    if (s.shares_counts()) s.count_secret = config.derived_key("rateLimit");
}

}

std::shared_ptr<const settings> make_settings(const config_snapshot& config, int port) {
    const auto& server = config.get<config::server_config>("server");
    auto s = std::make_shared<settings>();
    s->head.head = server.header_limit.bytes;
    s->body_limit = server.body_limit.bytes;
    s->max_connections = static_cast<std::size_t>(server.max_connections);
    s->timeouts = server.timeouts;
    for (const auto& block : server.trusted_proxies)
        if (auto parsed = network::parse(block)) s->trusted_proxies.push_back(*parsed);
    s->cors = cors_of(server.cors);
    s->own_origins = own_origins(server, port);
    for (const auto& origin : s->cors.origins)
        if (origin != "*") s->own_origins.push_back(origin);
    if (server.security_headers) add_security_headers(*s);
    s->compression = server.compression;
    add_rules(*s, config);
    s->scheme = s->own_origins.front().substr(0, s->own_origins.front().find(':'));
    s->schema = config.get<config::database_config>("database").schemas.front();
    if (!server.metrics_token.empty()) s->metrics_token = config.secret(server.metrics_token);
    return s;
}

}
