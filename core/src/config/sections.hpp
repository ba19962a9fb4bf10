// Core's own sections of config.json. Plugins declare theirs in the same way
// (plugins/*/config.hpp).
#pragma once
#include <chrono>
#include <nucleus/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::config {
using namespace std::chrono_literals;
using std::chrono::milliseconds;

struct tls_config {
    std::string certificate;
    std::string key;
};
NUCLEUS_DESCRIBE(tls_config, (certificate, "PEM file with the certificate chain"),
                 (key, "PEM file with the private key"))

struct timeouts_config {
    milliseconds header = 10s, body = 30s, idle = 75s, request = 30s, drain = 30s;
};
NUCLEUS_DESCRIBE(timeouts_config, (header, "From the first byte of a head to its last", defaulted),
                 (body, "Between two pieces of a body", defaulted),
                 (idle, "Between two requests of a connection", defaulted),
                 (request, "From head to answer; then 504", defaulted),
                 (drain, "For requests in flight when the server stops", defaulted))

struct cors_config {
    std::vector<std::string> origins;
    bool credentials = true;
    milliseconds max_age = 10min;
};
NUCLEUS_DESCRIBE(cors_config,
                 (origins, "Allowed origins, e.g. https://shop.example; \"*\" without credentials",
                  defaulted),
                 (credentials, "Whether they may send cookies", defaulted),
                 (max_age, "How long a preflight holds", defaulted))

struct server_config {
    std::string host = "127.0.0.1";
    int port = 8080;
    std::string public_url;
    std::string secret;
    std::string previous_secret;
    std::optional<int> admin_port;
    std::string admin_host = "127.0.0.1";
    std::string metrics_token;
    int threads = 0;
    std::optional<tls_config> tls;
    byte_size body_limit{1024 * 1024}, header_limit{16 * 1024};
    timeouts_config timeouts;
    int max_connections = 10000;
    std::vector<std::string> trusted_proxies;
    cors_config cors;
    bool security_headers = true;
    bool compression = false;
};
NUCLEUS_DESCRIBE(
    server_config, (host, "Address to listen on", defaulted, restart),
    (port, "Port to listen on; 0: any free one", defaulted, restart, at_least(0), at_most(65535)),
    (public_url, "Base of every link in a mail; default http://host:port", format::uri, defaulted),
    (secret, "Master secret; keys for each use are derived from it", env_name, defaulted, restart),
    (previous_secret, "The one before, accepted while rotating", env_name, defaulted, restart),
    (admin_port, "Listener for metrics and health; off by default", restart, at_least(0),
     at_most(65535)),
    (admin_host, "Its address", defaulted, restart),
    (metrics_token, "Bearer token that opens /metrics on the public listener", env_name, defaulted),
    (threads, "Workers; 0: one per core", defaulted, restart, at_least(0), at_most(256)),
    (tls, "Serve TLS by itself", restart), (body_limit, "Largest body", defaulted),
    (header_limit, "Largest head", defaulted), (timeouts, "Deadlines", defaulted),
    (max_connections, "Open connections; more are answered 503", defaulted, at_least(1)),
    (trusted_proxies, "Addresses or CIDR blocks whose X-Forwarded-For and -Proto are believed",
     defaulted),
    (cors, "Cross-origin requests", defaulted),
    (security_headers, "nosniff, frame and referrer policy, HSTS over TLS", defaulted),
    (compression, "gzip for large JSON answers", defaulted))

struct plugins_config {
    std::string directory;
    std::vector<std::string> load;
};
NUCLEUS_DESCRIBE(
    plugins_config,
    (directory, "Where plugins named without a path are; default: those of the installation",
     defaulted, restart),
    (load,
     "Names, or paths (from the working directory); default: every bundled plugin whose "
     "section is enabled",
     defaulted, restart))

struct pool_config {
    int connections_per_thread = 8;
    milliseconds acquire_timeout = 5s, statement_timeout = 30s, max_lifetime = 30min;
};
NUCLEUS_DESCRIBE(pool_config,
                 (connections_per_thread, "Leased connections of one worker", defaulted,
                  at_least(1), at_most(256)),
                 (acquire_timeout, "Waiting for a connection; then 503", defaulted),
                 (statement_timeout, "Longest statement", defaulted),
                 (max_lifetime, "A connection is replaced after this", defaulted))

enum class migrate_mode { automatic, check };
inline const std::vector<std::string>& nucleus_choices(const migrate_mode*) {
    static const std::vector<std::string> texts{"auto", "check"};
    return texts;
}

struct database_config {
    std::string url;
    std::string data_dir;
    std::vector<std::string> schemas{"main"};
    bool is_multi_tenant = false;
    std::string base_domain;
    std::string tenant_header = "x-tenant-id";
    pool_config pool;
    std::vector<std::string> replicas;
    migrate_mode migrate = migrate_mode::automatic;
    bool tenant_roles = false;
};
NUCLEUS_DESCRIBE(database_config,
                 (url, "Connection string of PostgreSQL; absent: an embedded cluster", env_name,
                  defaulted, restart),
                 (data_dir, "Folder of the embedded cluster, keys and mail", defaulted, restart),
                 (schemas, "Schemas; the first holds the system tables", defaulted, restart,
                  min_length(1)),
                 (is_multi_tenant, "A schema per tenant", defaulted, restart),
                 (base_domain, "Tenants are subdomains of it", defaulted, restart),
                 (tenant_header, "Header that names the tenant", defaulted, restart),
                 (pool, "Connections", defaulted),
                 (replicas, "Connection strings of read replicas", env_name, defaulted, restart),
                 (migrate,
                  "auto: bring the schema up to date at start; check: refuse to start otherwise",
                  defaulted, restart),
                 (tenant_roles, "A role of the database for each tenant, in which its requests run",
                  defaulted, restart))

enum class limit_strategy { sliding_window, fixed_window, token_bucket };
inline const std::vector<std::string>& nucleus_choices(const limit_strategy*) {
    static const std::vector<std::string> texts{"sliding-window", "fixed-window", "token-bucket"};
    return texts;
}
struct budget_config {
    milliseconds window = 60s;
    int max = 600;
    std::optional<milliseconds> block;
};
NUCLEUS_DESCRIBE(budget_config, (window, "Length of the window", defaulted),
                 (max, "Requests in a window", defaulted, at_least(1)),
                 (block, "After an excess, refuse for this long"))
struct limit_headers_config {
    bool enabled = true;
};
NUCLEUS_DESCRIBE(limit_headers_config,
                 (enabled, "Send RateLimit-Limit, -Remaining and -Reset", defaulted))
struct rate_limit_config {
    bool enabled = true;
    limit_strategy strategy = limit_strategy::sliding_window;
    bool by_ip = true, by_user_id = true, by_endpoint = false;
    bool skip_successful_requests = false;
    budget_config public_routes{60s, 6000, {}}, private_routes{60s, 6000, {}},
        auth_routes{60s, 60, {}};
    limit_headers_config headers;
    bool shared = false;
    bool fail_closed = false;
};
NUCLEUS_DESCRIBE(rate_limit_config, (enabled, "Count requests at all", defaulted),
                 (strategy, "How they are counted", defaulted),
                 (by_ip, "Per client address (IPv6: per /64)", defaulted),
                 (by_user_id, "Per user or API key", defaulted),
                 (by_endpoint, "Separately per endpoint", defaulted),
                 (skip_successful_requests, "Only answers of 400 and above count", defaulted),
                 (public_routes, "Endpoints open to anyone", defaulted),
                 (private_routes, "Endpoints behind a sign-in", defaulted),
                 (auth_routes, "Sign-in and its kin", defaulted),
                 (headers, "What clients are told", defaulted),
                 (shared, "Count in PostgreSQL for all nodes", defaulted),
                 (fail_closed, "Refuse when the shared count cannot be reached", defaulted))

enum class log_level { trace, debug, info, warn, error, off };
inline const std::vector<std::string>& nucleus_choices(const log_level*) {
    static const std::vector<std::string> texts{"trace", "debug", "info", "warn", "error", "off"};
    return texts;
}
enum class log_format { automatic, json, text };
inline const std::vector<std::string>& nucleus_choices(const log_format*) {
    static const std::vector<std::string> texts{"auto", "json", "text"};
    return texts;
}
struct logging_config {
    log_level level = log_level::info;
    std::vector<std::string> scopes;
    log_format format = log_format::automatic;
};
NUCLEUS_DESCRIBE(logging_config, (level, "Least level that is written", defaulted),
                 (scopes, "Below warn only these, e.g. authentication.*; empty: all", defaulted),
                 (format, "json, text, or auto: text on a terminal", defaulted))

enum class run_mode { production, development };
inline const std::vector<std::string>& nucleus_choices(const run_mode*) {
    static const std::vector<std::string> texts{"production", "development"};
    return texts;
}
/// The two top-level scalars, read as if they were a section named "".
struct root_config {
    std::string app_id = "nucleus";
    run_mode mode = run_mode::production;
};
NUCLEUS_DESCRIBE(root_config,
                 (app_id, "Name of this application", defaulted, restart,
                  pattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")),
                 (mode, "development relaxes what would hinder trying things out", defaulted,
                  restart))

}
