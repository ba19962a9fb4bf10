// One worker's two ways to PostgreSQL: the batched pipeline for reads, the pool for all else.
#pragma once
#include "pg/leased_transaction.hpp"
#include "pg/schema_roles.hpp"
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <nucleus/metrics.hpp>
#include <nucleus/pg/database.hpp>
#include <string>

namespace nucleus::pg {

struct settings {
    std::string dsn;     ///< of libpq: keywords or a URI
    std::string channel; ///< of transaction::notify: bus_channel(home schema)
    schema_roles roles;  ///< in which everything runs but what is done on held connections
    int connections = 8; ///< leased ones; the read pipeline has its own
    std::chrono::milliseconds acquire_timeout{5000}, statement_timeout{30000},
        max_lifetime{1800000};
};

/// The database handle of one io_context. Made anywhere; from start() to stop() it lives on its
/// context's thread. All members but available() belong to that thread.
class worker_database final : public database {
public:
    /// `name` labels its metrics ("worker-0").
    worker_database(boost::asio::io_context& io, const settings& s, metrics::registry& metrics,
                    std::string name);
    ~worker_database() override;

    /// Begins to connect, and keeps trying with back-off and jitter until stop().
    void start();
    /// Applies pool sizes and timeouts; the DSN stays.
    void reconfigure(const settings& s);
    /// Fails the waiters, closes every connection.
    task<void> stop();
    /// Whether the read pipeline is connected now. Any thread, lock-free.
    [[nodiscard]] bool available() const noexcept;

    task<rows> read(call c, const statement& s, parameters p = {}) override;
    task<rows> write(call c, const statement& s, parameters p = {}) override;
    task<std::unique_ptr<transaction>> begin(call c, bool serializable = false) override;
    task<std::unique_ptr<transaction>> begin_reading(call c, reading how = reading::brief) override;
    task<std::unique_ptr<connection>> hold(call c) override;

private:
    task<std::unique_ptr<transaction>> lease_transaction(call c, pool::use what, opening as);
    struct state;
    std::unique_ptr<state> state_;
};

}
