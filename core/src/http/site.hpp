// What all workers share: fixed once serving, but for a few atomics.
#pragma once
#include "http/middleware/rate_limit.hpp"
#include "http/route_metrics.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include <atomic>
#include <nucleus/services/identity.hpp>

namespace nucleus::http {

struct site {
    explicit site(server_parts p);

    server_parts parts;
    router public_routes, admin_routes;
    route_metrics numbers;
    rate_limit_table limits;
    identity* who; ///< null: nobody can sign in
    std::string_view cookie_name;
    std::atomic<std::size_t> open{0};  ///< connections
    std::atomic<bool> draining{false}; ///< stop_accepting() was called

    [[nodiscard]] bool ready() const { return !draining.load() && (!parts.ready || parts.ready()); }
};

}
