#include "config/rules.hpp"
#include "config/sections.hpp"
#include "http/head.hpp"
#include "http/middleware/identity_headers.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <regex>
#include <set>
#include <unistd.h>

namespace nucleus::config {

namespace {

using faults = std::vector<fault>;

void add(faults& found, std::string path, std::string message) {
    found.push_back({std::move(path), "invalid", std::move(message)});
}

std::string item(const char* list, std::size_t i) { return list + ("/" + std::to_string(i)); }

/// std::regex recurses per character: long text is refused before it gets there.
bool matches(const std::string& text, const std::regex& pattern) {
    return text.size() <= 255 && std::regex_match(text, pattern);
}

/// A block, or a single address.
bool is_cidr(const std::string& text) {
    const auto slash = text.find('/');
    unsigned char bytes[16];
    int bits = -1;
    if (::inet_pton(AF_INET, text.substr(0, slash).c_str(), bytes) == 1) bits = 32;
    if (::inet_pton(AF_INET6, text.substr(0, slash).c_str(), bytes) == 1) bits = 128;
    if (slash == std::string::npos) return bits > 0;
    int n = -1;
    const auto [end, error] =
        std::from_chars(text.data() + slash + 1, text.data() + text.size(), n);
    return error == std::errc{} && end == text.data() + text.size() && n >= 0 && n <= bits;
}

bool is_web_address(const std::string& text, bool path_allowed) {
    const auto url = boost::urls::parse_uri(text);
    if (!url || (url->scheme() != "http" && url->scheme() != "https") || url->host().empty())
        return false;
    if (url->has_userinfo() || url->has_query() || url->has_fragment()) return false;
    return path_allowed || url->encoded_path().empty();
}

void check_readable(faults& found, const char* path, const std::string& file) {
    if (::access(file.c_str(), R_OK) != 0)
        add(found, path,
            "the file " + file + " cannot be read; check that it exists and its permissions");
}

void check_positive(faults& found,
                    std::initializer_list<std::pair<const char*, milliseconds>> durations) {
    for (const auto& [path, duration] : durations)
        if (duration <= 0ms) add(found, path, "must be longer than nothing, e.g. \"30s\"");
}

void check_cors(faults& found, const cors_config& cors) {
    for (std::size_t i = 0; i < cors.origins.size(); ++i) {
        const auto& origin = cors.origins[i];
        if (origin == "*" && cors.credentials)
            add(found, item("/cors/origins", i),
                "\"*\" would let any site act with its visitors' cookies; name the origins, or set "
                "cors.credentials to false");
        else if (origin != "*" && !is_web_address(origin, false))
            add(found, item("/cors/origins", i),
                "must be an origin without a path, e.g. https://shop.example");
    }
}

void check_ports(faults& found, const server_config& server) {
    if (!server.admin_port || *server.admin_port == 0 || *server.admin_port != server.port) return;
    add(found, "/adminPort", "must differ from server.port (" + std::to_string(server.port) + ")");
}

}

void check_server(const void* section, faults& found) {
    const auto& server = *static_cast<const server_config*>(section);
    if (server.host.empty()) add(found, "/host", "must name an address, e.g. 127.0.0.1 or 0.0.0.0");
    if (server.admin_host.empty()) add(found, "/adminHost", "must name an address, e.g. 127.0.0.1");
    check_ports(found, server);
    if (!server.public_url.empty() &&
        (!is_web_address(server.public_url, true) || server.public_url.ends_with('/')))
        add(found, "/publicUrl",
            "must be absolute and without a slash at its end, e.g. https://shop.example");
    if (server.tls) {
        check_readable(found, "/tls/certificate", server.tls->certificate);
        check_readable(found, "/tls/key", server.tls->key);
    }
    const auto& t = server.timeouts;
    check_positive(found, {{"/timeouts/header", t.header},
                           {"/timeouts/body", t.body},
                           {"/timeouts/idle", t.idle},
                           {"/timeouts/request", t.request},
                           {"/timeouts/drain", t.drain}});
    if (server.body_limit.bytes == 0)
        add(found, "/bodyLimit", "must be more than nothing, e.g. \"1MiB\"");
    if (server.header_limit.bytes < 1024 || server.header_limit.bytes > 1024 * 1024)
        add(found, "/headerLimit", "must be between 1KiB and 1MiB");
    for (std::size_t i = 0; i < server.trusted_proxies.size(); ++i)
        if (!is_cidr(server.trusted_proxies[i]))
            add(found, item("/trustedProxies", i),
                "must be an address or a CIDR block, e.g. 10.0.0.0/8, 192.0.2.7 or fd00::/8");
    check_cors(found, server.cors);
}

/// Those that every request may bring for a reason of its own.
bool has_another_meaning(std::string_view header) {
    static constexpr std::string_view taken[] = {
        // clang-format off
        "accept", "accept-encoding", "access-control-request-headers",
        "access-control-request-method", "authorization", "connection", "content-encoding",
        "content-length", "content-type", "cookie", "date", "expect", "forwarded", "host",
        "idempotency-key", "if-match", "if-none-match", "origin", "prefer", "range", "referer",
        "sec-fetch-site", "te", "traceparent", "tracestate", "trailer", "transfer-encoding",
        "upgrade", "user-agent", "via", "x-api-key", "x-csrf-token", "x-forwarded-for",
        "x-forwarded-host", "x-forwarded-proto", "x-request-id"
        // clang-format on
    };
    const auto same = [&](std::string_view name) { return http::equals_lower(header, name); };
    return std::ranges::any_of(taken, same) || std::ranges::any_of(http::identity_headers, same);
}

void check_database(const void* section, faults& found) {
    static const std::regex identifier{"[a-z_][a-z0-9_]{0,62}"};
    static const std::regex header{"[A-Za-z0-9!#$%&'*+.^_`|~-]+"};
    static const std::regex domain{
        "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}|localhost"};
    const auto& database = *static_cast<const database_config*>(section);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < database.schemas.size(); ++i) {
        const auto& name = database.schemas[i];
        if (!matches(name, identifier))
            add(found, item("/schemas", i),
                "must start with a-z or _ and hold only a-z, 0-9 and _, at most 63 of them");
        else if (name.starts_with("pg_") || name == "information_schema")
            add(found, item("/schemas", i),
                "the schema name " + name + " belongs to PostgreSQL; choose another");
        else if (database.is_multi_tenant && name.starts_with("tenant_"))
            add(found, item("/schemas", i),
                "the schemas of tenants begin with tenant_; choose another name");
        else if (!seen.insert(name).second)
            add(found, item("/schemas", i), "the schema " + name + " is named twice");
    }
    if (!matches(database.tenant_header, header))
        add(found, "/tenantHeader", "must be the name of an HTTP header, e.g. x-tenant-id");
    else if (has_another_meaning(database.tenant_header))
        add(found, "/tenantHeader",
            "the header " + database.tenant_header +
                " means something else already; choose another, e.g. x-tenant-id");
    if (!database.base_domain.empty() && !matches(database.base_domain, domain))
        add(found, "/baseDomain", "must be a domain name, e.g. shop.example");
    if (database.tenant_roles && !database.is_multi_tenant)
        add(found, "/tenantRoles", "is for tenants: set isMultiTenant to true, or this to false");
    const auto& pool = database.pool;
    check_positive(found, {{"/pool/acquireTimeout", pool.acquire_timeout},
                           {"/pool/statementTimeout", pool.statement_timeout},
                           {"/pool/maxLifetime", pool.max_lifetime}});
}

/// The arithmetic has room for a month in nanoseconds.
void check_budget_time(faults& found, const std::string& path, milliseconds time) {
    if (time <= 0ms || time > 31 * 24h)
        add(found, path, "must be longer than nothing and 31 days at most, e.g. \"1m\"");
}

void check_rate_limit(const void* section, faults& found) {
    const auto& limits = *static_cast<const rate_limit_config*>(section);
    const std::pair<std::string, const budget_config&> budgets[] = {
        {"/publicRoutes", limits.public_routes},
        {"/privateRoutes", limits.private_routes},
        {"/authRoutes", limits.auth_routes}};
    for (const auto& [path, budget] : budgets) {
        check_budget_time(found, path + "/window", budget.window);
        if (budget.block) check_budget_time(found, path + "/block", *budget.block);
    }
}

void check_logging(const void* section, faults& found) {
    static const std::regex scope{"\\*|[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(\\.\\*)?"};
    const auto& logging = *static_cast<const logging_config*>(section);
    for (std::size_t i = 0; i < logging.scopes.size(); ++i)
        if (!matches(logging.scopes[i], scope))
            add(found, item("/scopes", i),
                "must be a dotted name, or one with .* at its end, e.g. authentication.*");
}

void check_plugins(const void* section, faults& found) {
    const auto& plugins = *static_cast<const plugins_config*>(section);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < plugins.load.size(); ++i) {
        if (plugins.load[i].empty())
            add(found, item("/load", i), "must be a plugin's name or the path of its file");
        else if (!seen.insert(plugins.load[i]).second)
            add(found, item("/load", i), "the plugin " + plugins.load[i] + " is named twice");
    }
}

}
