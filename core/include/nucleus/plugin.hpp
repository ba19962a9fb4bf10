// The contract between nucleusd and a plugin.
#pragma once
#include <boost/asio/io_context.hpp>
#include <nucleus/abi.hpp>
#include <nucleus/bind.hpp>
#include <nucleus/log.hpp>
#include <nucleus/metrics.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/registry.hpp>
#include <nucleus/services.hpp>
#include <nucleus/table_changes.hpp>
#include <nucleus/workers.hpp>

namespace nucleus {

/// What a plugin is given when it starts. Outlives the plugin's stop().
struct start_context {
    config_view config;
    nucleus::services& services;
    nucleus::workers& workers;
    pg::database* database; ///< of the control context; null when the config has no database
    metrics::registry& metrics;
    const nucleus::catalog& catalog;  ///< complete: claims are seeded from it
    boost::asio::io_context& control; ///< for timers and background coroutines
    bool may_write = true;            ///< false under migrate "check": refuse to start instead
    bool serving = true; ///< false in one-shot commands: provide services, do nothing else
    std::vector<std::string> schemas{"main"}; ///< database.schemas; system tables are in the first

    /// Those, and the schemas of all tenants: for what is tidied in each of them from time to time.
    [[nodiscard]] task<std::vector<std::string>> all_schemas() const;
};

/// Lifecycle, in order. All but describe() run on the control context.
class plugin {
public:
    /// 1. Declare sections, endpoints, migrations, services. No side effects, no I/O.
    virtual void describe(registry& r) = 0;
    /// 2. After the migrations and after the plugins it requires. Throwing ends the process with
    ///    the plugin's name and the reason.
    virtual task<void> start(start_context& context);
    /// 3. After all plugins have started, for each of `schemas`, and for those of tenants when they
    ///    are made or tables() or seeds() have changed: put there what belongs there beyond the
    ///    migrations. Idempotent. Also when not serving. Throw when that would take changes that
    ///    are not allowed, which ends the process at start.
    virtual task<void> populate(std::string schema, table_changes allowed);
    /// What tables populate() makes by the configuration in force, as text of any form: while it
    /// stays the same, so do they. A tenant waits until it has them.
    [[nodiscard]] virtual std::string tables() const;
    /// What rows it puts there, likewise. A tenant is served meanwhile.
    [[nodiscard]] virtual std::string seeds() const;
    /// 4. On each published configuration, already validated. Must be quick.
    virtual void reconfigure(const config_view& config) noexcept;
    /// 5. In reverse order; also after a failed start().
    virtual task<void> stop() noexcept;
    virtual ~plugin(); // key function in core

    plugin() = default;
    plugin(const plugin&) = delete;
    plugin& operator=(const plugin&) = delete;
};

}

/// Exports the plugin class `T` under the one symbol that the gate looks for. Once per library, at
/// namespace scope.
#define NUCLEUS_PLUGIN(T)                                                                          \
    extern "C" [[gnu::visibility("default")]] nucleus::plugin* NUCLEUS_ABI_SYMBOL() {              \
        return std::make_unique<T>().release();                                                    \
    }
