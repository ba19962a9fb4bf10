#include "http/middleware/csrf.hpp"
#include "http/head.hpp"
#include <algorithm>

namespace nucleus::http {

bool needs_same_site(const request& r, limit budget, bool header_credential) {
    const bool changes = r.verb == method::post || r.verb == method::put ||
                         r.verb == method::patch || r.verb == method::del;
    if (!changes || header_credential) return false;
    return (budget == limit::auth && r.verb == method::post) || !r.get("cookie").empty();
}

bool from_same_site(const request& r, std::span<const std::string> own_origins) {
    if (const auto origin = r.get("origin"); !origin.empty())
        return std::ranges::find(own_origins, origin) != own_origins.end();
    const auto site = r.get("sec-fetch-site");
    return site.empty() || site == "same-origin" || site == "same-site" || site == "none";
}

/// The port is the one that the browser asks for: behind a proxy nobody else knows it.
bool from_tenant_host(const request& r, std::string_view scheme, const tenant_facts& tenant) {
    auto origin = r.get("origin");
    const auto host = r.get("host");
    if (tenant.host.empty() || !equals_lower(host.substr(0, host.find(':')), tenant.host))
        return false;
    if (!origin.starts_with(scheme)) return false;
    origin.remove_prefix(scheme.size());
    if (!origin.starts_with("://")) return false;
    return equals_lower(origin.substr(3), host);
}

}
