#include "http/middleware/csrf.hpp"
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

}
