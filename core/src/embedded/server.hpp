// The files of one cluster and the postgres that runs on them.
#pragma once
#include "embedded/binaries.hpp"
#include "embedded/server_log.hpp"
#include "process/program.hpp"
#include "process/watched.hpp"
#include <chrono>
#include <optional>

namespace nucleus::embedded {

/// For whoever holds the lock of the data folder; all but running() and stop() rely on it.
class server {
public:
    /// Finds PostgreSQL and prepares the folder. Throws std::runtime_error with what to do.
    server(const std::filesystem::path& data, const std::filesystem::path& binaries);

    /// Takes the server that runs on the cluster, or makes the cluster if need be and starts one.
    void adopt_or_launch();
    [[nodiscard]] bool running() const noexcept { return process_ && process_->running(); }
    [[nodiscard]] std::chrono::steady_clock::time_point launched() const { return launched_; }
    /// Why it ended: the end of its log.
    [[nodiscard]] std::string last_words() const;
    void bound_log() const noexcept { log_.bound(); }
    /// A fast shutdown, then an immediate one, each waited for.
    void stop() noexcept;

private:
    bool adopt();
    void launch();

    std::filesystem::path cluster_, sockets_;
    server_log log_;
    installation installed_;
    process::account account_;
    std::optional<process::watched> process_;
    std::chrono::steady_clock::time_point launched_;
    std::uintmax_t log_start_ = 0;
};

}
