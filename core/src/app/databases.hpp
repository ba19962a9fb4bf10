// One database handle per worker, and one for control work.
#pragma once
#include "app/worker_set.hpp"
#include "config/sections.hpp"
#include "pg/worker_database.hpp"
#include <memory>
#include <nucleus/config/snapshot.hpp>
#include <vector>

namespace nucleus::app {

/// The connection string in force: the embedded cluster's when there is one, else database.url.
[[nodiscard]] std::string dsn_of(const config_snapshot& config, const std::string& embedded_dsn);

[[nodiscard]] pg::settings pool_settings(const config_snapshot& config, const std::string& dsn);

/// Owns the handles; each lives on its worker's thread, from start() to stop().
class databases {
public:
    databases(worker_set& workers, boost::asio::io_context& control, const pg::settings& s,
              metrics::registry& metrics);

    void start();
    /// Waits on the control context for the first connection, saying so every few seconds.
    /// Throws std::runtime_error after `limit` with what to do.
    task<void> wait_until_available(std::chrono::seconds limit);
    void reconfigure(const pg::settings& s);
    task<void> stop();

    [[nodiscard]] pg::database& control() { return *control_; }
    [[nodiscard]] std::vector<pg::database*> per_worker() const;
    [[nodiscard]] bool available() const noexcept; ///< any thread

private:
    worker_set& workers_;
    boost::asio::io_context& control_context_;
    std::vector<std::unique_ptr<pg::worker_database>> serving_;
    std::unique_ptr<pg::worker_database> control_;
};

}
