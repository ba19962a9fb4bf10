#include "http/middleware/cors.hpp"
#include "http/head.hpp"
#include <algorithm>

namespace nucleus::http {

namespace {

/// A list of header names and nothing else may be echoed.
bool is_token_list(std::string_view list) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (!is_token(trimmed(list.substr(0, comma)))) return false;
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
    }
    return true;
}

}

std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == url.npos) return {};
    const auto end = url.find_first_of("/?#", scheme + 3);
    std::string origin{url.substr(0, end)};
    std::ranges::transform(origin, origin.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    if (origin.starts_with("http://") && origin.ends_with(":80")) origin.resize(origin.size() - 3);
    if (origin.starts_with("https://") && origin.ends_with(":443"))
        origin.resize(origin.size() - 4);
    return origin;
}

std::string_view allowed_origin(const cors_rules& rules, const request& r) {
    const auto origin = r.get("origin");
    if (origin.empty()) return {};
    for (const auto& allowed : rules.origins) {
        if (allowed == origin) return allowed;
        if (allowed == "*") return rules.credentials ? std::string_view{} : std::string_view{"*"};
    }
    return {};
}

bool is_preflight(const request& r) {
    return r.verb == method::options && !r.get("origin").empty() &&
           !r.get("access-control-request-method").empty();
}

void answer_preflight(const cors_rules& rules, const request& r, std::string_view allow,
                      response& into) {
    into.set("Access-Control-Allow-Methods", std::string{allow});
    const auto wanted = r.get("access-control-request-headers");
    if (!wanted.empty() && wanted.size() <= 1024 && is_token_list(wanted))
        into.set("Access-Control-Allow-Headers", std::string{wanted});
    into.set("Access-Control-Max-Age", std::to_string(rules.max_age.count()));
}

}
