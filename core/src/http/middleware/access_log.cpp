#include "http/middleware/access_log.hpp"
#include <nucleus/log.hpp>

namespace nucleus::http {

void log_access(const exchange& x, std::chrono::nanoseconds took) {
    constexpr std::string_view scope = "http.access";
    if (!log::enabled(log::level::info, scope)) return;
    const std::string_view route = x.endpoint ? std::string_view{x.endpoint->path} : "unmatched";
    log::write(log::level::info, scope, x.abandoned ? "abandoned" : "request",
               {{"method", to_string(x.request.verb)},
                {"route", route},
                {"status", x.response.status},
                {"bytes", x.response.body.size()},
                {"micros", took.count() / 1000},
                {"requestId", x.request_id},
                {"tenant", x.tenant},
                {"client", x.client_address}});
}

}
