// Opens sessions for one worker, again and again when the database is away.
#pragma once
#include "pg/connecting.hpp"
#include "pg/session.hpp"
#include <nucleus/metrics.hpp>

namespace nucleus::pg {

/// Shared by the pipeline and the pool of one worker: an outage is told once.
class session_source {
public:
    session_source(boost::asio::io_context& io, std::string name, metrics::counter& reconnects)
        : io_{io}
        , name_{std::move(name)}
        , reconnects_{reconnects} {}

    /// One attempt; null when it failed. Logs the first failure of an outage, and its end. Waits
    /// first when the server has just ended connections that it had hardly accepted.
    task<std::shared_ptr<session>> try_open(session_options o);
    /// Sleeps as long as the number of failures in a row asks for; stop(), or another's success,
    /// ends it.
    task<void> wait_before_next();
    void stop();

    [[nodiscard]] bool down() const noexcept { return failures_ > 0; }
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }
    [[nodiscard]] boost::asio::io_context& io() const noexcept { return io_; }
    /// A connection that was open is gone: the next one is a reconnect.
    void lost(std::string_view what, steady::time_point opened);

private:
    task<void> sleep_until(steady::time_point until);

    boost::asio::io_context& io_;
    std::string name_;
    metrics::counter& reconnects_;
    int failures_ = 0, short_lived_ = 0; ///< in a row
    steady::time_point last_loss_{};
    bool lost_ = false, stopped_ = false;
};

}
