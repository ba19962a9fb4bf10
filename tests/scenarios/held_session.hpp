// Somebody who is in the way.
#pragma once
#include "auth_world.hpp"
#include <thread>

namespace nucleus::testing {

/// A session that has taken something and keeps it.
class holder {
public:
    holder(const auth_world& w, const std::string& take)
        : world_{w}
        , session_{[this, take] {
            try {
                world_.ask("BEGIN; " + take + "; SELECT pg_sleep(300) /* held */");
            } catch (const std::runtime_error&) { // cut
            }
        }} {
        for (int i = 0; i < 500 && pid().empty(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        REQUIRE(!pid().empty());
    }
    ~holder() { end(); }
    holder(const holder&) = delete;
    holder& operator=(const holder&) = delete;
    void end() {
        if (!session_.joinable()) return;
        world_.ask("SELECT pg_terminate_backend(" + pid() + ")");
        session_.join();
    }

private:
    std::string pid() const {
        return world_.ask("SELECT coalesce(max(pid)::text, '') FROM pg_stat_activity WHERE query "
                          "LIKE '%held */' AND wait_event = 'PgSleep' AND datname = "
                          "current_database() AND pid <> pg_backend_pid()");
    }
    const auth_world& world_;
    std::thread session_;
};

}
