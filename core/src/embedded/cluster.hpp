// A private PostgreSQL cluster for those who have none.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace nucleus::embedded {

struct cluster_options {
    std::filesystem::path data_dir;      ///< absolute; the cluster is in its folder "postgres"
    std::string app_id;                  ///< names the database
    std::filesystem::path binaries;      ///< folder of initdb and postgres; empty: found by itself
    std::function<bool()> interrupted{}; ///< asked while start() waits: true gives up
};

/// Where a cluster is reached, whether or not it runs.
struct whereabouts {
    std::string dsn;
    bool running = false;
};

/// Starts nothing, makes nothing.
[[nodiscard]] whereabouts find(const cluster_options& o);

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
    /// True while another nucleusd on the same folder owns it: then stop() leaves it alone.
    [[nodiscard]] bool shared() const noexcept;
    /// Starts the server again if it has ended, and takes it over when its owner has; waits for
    /// neither. Keeps its log bounded. Cheap; the parent calls it on SIGCHLD and every second.
    void keep_running() noexcept;
    /// A fast shutdown, waited for.
    void stop() noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
    explicit cluster(std::unique_ptr<state> s);
};

}
