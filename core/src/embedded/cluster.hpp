// A private PostgreSQL cluster for those who have none.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

namespace nucleus::embedded {

struct cluster_options {
    std::filesystem::path data_dir; ///< absolute; the cluster is in its folder "postgres"
    std::string app_id;             ///< names the database
    std::filesystem::path binaries; ///< folder of initdb and postgres; empty: found by itself
};

/// Blocking; for the parent process and one-shot commands, not for a serving thread.
class cluster {
public:
    /// Makes the cluster if there is none, and runs it or adopts one that runs. Throws
    /// std::runtime_error with what to do: PostgreSQL is not installed, the folder is not writable,
    /// its version differs from PG_VERSION, the server does not start (with the end of its log).
    [[nodiscard]] static cluster start(const cluster_options& o);
    ~cluster(); ///< does not stop it: see stop()
    cluster(cluster&&) noexcept;
    cluster& operator=(cluster&&) noexcept;

    [[nodiscard]] const std::string& dsn() const noexcept; ///< Unix socket, as role of this cluster
    /// True when another nucleusd started it and still runs: then stop() leaves it alone.
    [[nodiscard]] bool shared() const noexcept;
    /// Restarts the server if it has ended. Cheap when it runs; the parent calls it on SIGCHLD.
    void keep_running();
    /// A fast shutdown, waited for.
    void stop() noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
    explicit cluster(std::unique_ptr<state> s);
};

}
