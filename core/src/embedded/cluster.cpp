#include "embedded/cluster.hpp"
#include "embedded/naming.hpp"
#include "embedded/postmaster.hpp"
#include "embedded/server.hpp"
#include "pg/probe.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nucleus/log.hpp>
#include <stdexcept>
#include <sys/file.h>
#include <thread>

namespace nucleus::embedded {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

/// One spelling per folder, since the socket's place and the lock hang on it.
fs::path settled(const fs::path& data) {
    const auto plain = fs::weakly_canonical(data);
    // A folder that is not there yet keeps the slash that it loses once it is.
    return plain.has_filename() ? plain : plain.parent_path();
}

process::descriptor open_lock(const fs::path& data) {
    const auto file = data / "nucleusd.lock";
    process::descriptor fd{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!fd)
        throw std::runtime_error(file.native() + " cannot be opened: " + std::strerror(errno) +
                                 "; another user's nucleusd may have made it");
    return fd;
}

}

whereabouts find(const cluster_options& o) {
    const auto data = settled(o.data_dir);
    const auto dsn = connection_string(socket_folder(data), database_name(o.app_id));
    const auto runs = running_postmaster(data / "postgres");
    return {dsn, runs && pg::ping(dsn) == pg::presence::accepts};
}

struct cluster::state {
    explicit state(const cluster_options& o)
        : data{settled(o.data_dir)}
        , postgres{data, o.binaries}
        , lock{open_lock(data)}
        , database{database_name(o.app_id)}
        , dsn{connection_string(socket_folder(data), database)}
        , interrupted{o.interrupted} {}

    /// Whoever holds the lock owns the server. The kernel drops it with its holder.
    bool own() {
        if (!owner) owner = ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
        return owner;
    }

    /// Until the server accepts connections, be it ours or that of the nucleusd we share it with.
    void bring_up() {
        const auto started = steady_clock::now();
        const auto any = connection_string(socket_folder(data), "postgres");
        bool launched = false;
        for (auto say = started + 5s;; std::this_thread::sleep_for(10ms)) {
            if (own() && !std::exchange(launched, true)) postgres.adopt_or_launch();
            if (owner && !postgres.running())
                throw std::runtime_error("PostgreSQL could not start on " + data.native() + "; " +
                                         postgres.last_words());
            if (pg::ping(any) == pg::presence::accepts) return pg::ensure_database(any, database);
            const auto now = steady_clock::now();
            if (interrupted && interrupted()) throw std::runtime_error("stopped while starting");
            if (now - started > limit)
                throw std::runtime_error("PostgreSQL on " + data.native() +
                                         " does not accept connections; " + postgres.last_words());
            if (now < say) continue;
            log::info("embedded", owner ? "waiting for PostgreSQL: it may be recovering"
                                        : "waiting for the nucleusd that owns this data folder");
            say = now + 5s;
        }
    }

    void keep_running() {
        postgres.bound_log();
        if (!own() || postgres.running()) return;
        if (steady_clock::now() - postgres.launched() < 1s) return; // it fails: not in a frenzy
        log::warn("embedded", "PostgreSQL has ended or lost its owner: taking it up again");
        postgres.adopt_or_launch();
    }

    void stop() noexcept {
        if (!owner) return;
        postgres.stop();
        ::flock(lock.get(), LOCK_UN);
        owner = false;
    }

    static constexpr auto limit = 10min; ///< recovery after a crash takes its time
    fs::path data;
    server postgres;
    process::descriptor lock;
    std::string database;
    std::string dsn;
    std::function<bool()> interrupted;
    bool owner = false;
};

cluster::cluster(std::unique_ptr<state> s)
    : state_{std::move(s)} {}
cluster::~cluster() = default;
cluster::cluster(cluster&&) noexcept = default;
cluster& cluster::operator=(cluster&&) noexcept = default;

cluster cluster::start(const cluster_options& o) {
    auto made = std::make_unique<state>(o);
    try {
        made->bring_up();
    } catch (...) {
        made->stop();
        throw;
    }
    return cluster{std::move(made)};
}

const std::string& cluster::dsn() const noexcept { return state_->dsn; }

bool cluster::shared() const noexcept { return !state_->owner; }

void cluster::keep_running() noexcept {
    try {
        state_->keep_running();
    } catch (const std::exception& e) {
        log::error("embedded", e.what());
    }
}

void cluster::stop() noexcept { state_->stop(); }

}
