// Which other sites a browser may let talk to us.
#pragma once
#include <chrono>
#include <nucleus/http/message.hpp>
#include <string>
#include <vector>

namespace nucleus::http {

struct cors_rules {
    std::vector<std::string> origins; ///< serialised as browsers send them; "*" allows any
    bool credentials = true;
    std::chrono::seconds max_age{600};
    [[nodiscard]] bool enabled() const noexcept { return !origins.empty(); }
};

/// Scheme and authority in lower case, without the default port and without a path: what browsers
/// send as Origin. Empty when `url` has no scheme.
[[nodiscard]] std::string origin_of(std::string_view url);

/// The value of Access-Control-Allow-Origin for this request, or empty: the header is left out and
/// the browser keeps the answer from the page.
[[nodiscard]] std::string_view allowed_origin(const cors_rules& rules, const request& r);

/// True for the browser's question that comes before a cross-origin request.
[[nodiscard]] bool is_preflight(const request& r);

/// Fills the answer to a preflight whose origin is allowed; `allow` are the path's methods.
void answer_preflight(const cors_rules& rules, const request& r, std::string_view allow,
                      response& into);

}
