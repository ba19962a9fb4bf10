// What all workers share: fixed once serving, but for a few atomics.
#pragma once
#include "http/route_metrics.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "limits/own_counts.hpp"
#include <atomic>
#include <memory>
#include <nucleus/services/identity.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::http {

struct site {
    explicit site(server_parts p);

    server_parts parts;
    router public_routes, admin_routes;
    route_metrics numbers;
    limits::own_counts counts;
    identity* who;    ///< null: nobody can sign in
    tenancy* tenants; ///< null: there are none
    std::string_view cookie_name;
    std::atomic<std::size_t> open{0};  ///< connections
    std::atomic<bool> draining{false}; ///< stop_accepting() was called

    [[nodiscard]] bool ready() const { return !draining.load() && (!parts.ready || parts.ready()); }
};

/// One of the open connections, from its acceptance on: also while it is on its way to its worker,
/// or a drain would not wait for it.
class open_place {
public:
    explicit open_place(std::shared_ptr<site> of)
        : of_{std::move(of)} {
        of_->open.fetch_add(1, std::memory_order_relaxed);
    }
    open_place(open_place&&) noexcept = default;
    open_place& operator=(open_place&&) = delete;
    ~open_place() {
        if (of_) of_->open.fetch_sub(1, std::memory_order_relaxed);
    }

private:
    std::shared_ptr<site> of_;
};

}
