#include "app/child.hpp"
#include "app/databases.hpp"
#include "app/migrate.hpp"
#include "app/schema_keeping.hpp"
#include "app/schema_removing.hpp"
#include "app/world.hpp"
#include "config/sections.hpp"
#include "http/handler_limits.hpp"
#include "http/server.hpp"
#include "limits/housekeeping.hpp"
#include "observe/logging.hpp"
#include "observe/process_gauges.hpp"
#include "pg/notification_bus.hpp"
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <nucleus/log.hpp>
#include <nucleus/published.hpp>
#include <unistd.h>
#include <utility>

namespace nucleus::app {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;

namespace {

std::size_t worker_count(const config_snapshot& config) {
    const auto wanted = config.get<config::server_config>("server").threads;
    if (wanted > 0) return static_cast<std::size_t>(wanted);
    return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

std::string message_of(const std::exception_ptr& failed) {
    if (!failed) return {};
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

void log_faults(const config::report& found) {
    for (const auto& f : found.faults)
        log::error("config", f.message, {{"path", f.path}, {"code", f.code}});
}

/// Everything that serves, in order of construction; torn down in reverse.
class serving_process {
public:
    serving_process(const config::sources& from, const inherited& sockets, std::unique_ptr<world> w)
        : sources_{from}
        , sockets_{sockets}
        , world_{std::move(w)}
        , workers_{worker_count(*world_->config)}
        , dsn_{dsn_of(*world_->config, sockets.dsn)}
        , databases_{workers_, control_, pool_settings(*world_->config, dsn_), metrics_}
        , bus_{std::make_shared<pg::notification_bus>(
              control_, dsn_,
              world_->config->get<config::database_config>("database").schemas.front())}
        , counts_{control_, databases_.control(),
                  world_->config->get<config::database_config>("database").schemas.front()}
        , signals_{control_, SIGTERM, SIGINT, SIGHUP} {}

    int run() {
        int code = 1;
        asio::co_spawn(control_, life(), [&](std::exception_ptr failed, int result) {
            code = failed ? 1 : result;
            control_.stop();
        });
        control_.run();
        workers_.stop();
        return code;
    }

private:
    task<int> life() {
        auto starting = start_unless_told();
        auto problem = co_await std::move(starting);
        if (!problem.empty()) log::error("app", "nucleusd could not start: " + problem);
        try {
            auto signalled = serve_until_told();
            if (ready_) co_await std::move(signalled);
        } catch (const std::exception& e) {
            problem = e.what();
            log::error("app", "nucleusd cannot go on: " + problem);
        }
        auto stopping = stop();
        co_await std::move(stopping);
        co_return problem.empty() ? 0 : 1;
    }

    /// Why it could not start; nothing when it did, or was told to end meanwhile.
    task<std::string> start_unless_told() {
        std::string problem;
        bool over = false, told = false;
        asio::cancellation_signal give_up;
        asio::co_spawn(control_, start(),
                       asio::bind_cancellation_slot(give_up.slot(), [&](std::exception_ptr failed) {
                           over = true;
                           problem = message_of(failed);
                           signals_.cancel();
                       }));
        constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> token;
        while (!over) {
            const auto [failed, signal] = co_await signals_.async_wait(token);
            if (!failed && signal == SIGHUP) reload_once_started_ = true;
            if (failed || signal == SIGHUP || std::exchange(told, true)) continue;
            log::info("app", "told to end while starting");
            give_up.emit(asio::cancellation_type::terminal);
        }
        if (told) ready_ = false;
        co_return told ? std::string{} : problem;
    }

    task<void> start() {
        process_gauges(metrics_);
        workers_.start();
        databases_.start();
        auto reachable = databases_.wait_until_available(std::chrono::seconds{30});
        co_await std::move(reachable);
        auto migrated = bring_up_to_date(*world_, databases_.control());
        co_await std::move(migrated);
        asio::co_spawn(control_, bus_->run(), [](std::exception_ptr) {});
        services_.provide<bus>(bus_);
        services_.provide<limiter>(http::make_limiter());
        auto asked = where_roles_are(*world_, databases_.control());
        auto roles_of = co_await std::move(asked);
        services_.provide<schema_keeper>(
            std::make_shared<schema_keeping>(*world_, databases_.control(), std::move(roles_of)));
        services_.provide<schema_removal>(
            std::make_shared<schema_removing>(*world_, databases_.control()));
        counts_.start();
        auto plugins = world_->host.start(context_);
        co_await std::move(plugins);
        for (const auto& schema : context_.schemas) {
            auto populated = world_->host.populate(
                schema, context_.may_write ? table_changes::safe : table_changes::none);
            co_await std::move(populated);
        }
        describe();
        server_ = std::make_unique<http::server>(server_parts());
        listen(sockets_.public_fd, false);
        listen(sockets_.admin_fd, true);
        ready_ = true;
        announce_ready(sockets_);
        log::info("app", "ready",
                  {{"workers", workers_.count()}, {"endpoints", world_->catalog.rows().size()}});
    }

    /// The server has a duplicate: a listener that it closes is closed.
    void listen(int& inherited_fd, bool admin) {
        if (inherited_fd < 0) return;
        server_->listen(inherited_fd, admin);
        ::close(std::exchange(inherited_fd, -1));
    }

    http::server_parts server_parts() {
        http::server_parts parts;
        parts.catalog = &world_->catalog;
        parts.config = world_->config;
        parts.services = &services_;
        parts.metrics = &metrics_;
        parts.workers = workers_.all();
        parts.databases = databases_.per_worker();
        parts.control = &control_;
        parts.ready = [this] { return ready_.load() && databases_.available(); };
        parts.openapi = [this] { return *openapi_.now(); };
        return parts;
    }

    /// Workers read the document while a reload makes a new world.
    void describe() {
        openapi_.publish(std::make_shared<const std::string>(openapi_text(*world_)));
    }

    task<void> serve_until_told() {
        const asio::use_awaitable_t<executor> token;
        if (reload_once_started_) reload();
        for (;;) {
            const int signal = co_await signals_.async_wait(token);
            if (signal != SIGHUP) co_return;
            reload();
        }
    }

    /// Builds the new world beside the old and swaps it in; one fault and the old keeps serving.
    void reload() {
        config::report found;
        const auto wanted = load_config(*world_, sources_, found);
        const auto fresh = wanted ? wanted->applied_to(*world_->config, found) : nullptr;
        if (!fresh || !world_->host.check(fresh, found)) {
            log_faults(found);
            log::error("config", "reload refused: the previous configuration stays in force",
                       {{"faults", found.faults.size()}});
            return;
        }
        for (const auto& warning : found.warnings) log::warn("config", warning);
        const auto restart = world_->config->restart_keys(*wanted);
        const auto changed = world_->config->changed_keys(*wanted);
        world_->config = fresh;
        describe();
        configure_logging(*fresh);
        databases_.reconfigure(pool_settings(*fresh, dsn_));
        server_->reconfigure(fresh);
        world_->host.reconfigure(fresh);
        for (const auto& key : restart)
            log::warn("config", "this change takes effect at the next restart", {{"path", key}});
        log::info("config", "reloaded",
                  {{"changed", changed.size()}, {"needRestart", restart.size()}});
    }

    task<void> stop() {
        ready_ = false;
        if (server_) {
            server_->stop_accepting();
            const auto limit = world_->config->get<config::server_config>("server").timeouts.drain;
            auto drained = server_->drain(limit);
            co_await std::move(drained);
        }
        counts_.stop();
        auto plugins = world_->host.stop();
        co_await std::move(plugins);
        bus_->stop();
        auto closed = databases_.stop();
        co_await std::move(closed);
        log::info("app", "stopped");
    }

    config::sources sources_;
    inherited sockets_;
    std::unique_ptr<world> world_;
    asio::io_context control_{1};
    metrics::registry metrics_;
    services services_;
    worker_set workers_;
    std::string dsn_;
    databases databases_;
    std::shared_ptr<pg::notification_bus> bus_;
    limits::housekeeping counts_;
    std::unique_ptr<http::server> server_;
    std::atomic<bool> ready_{false};
    bool reload_once_started_ = false;
    published<std::string> openapi_;
    asio::basic_signal_set<executor> signals_;
    start_context context_{world_->config,
                           services_,
                           workers_,
                           &databases_.control(),
                           metrics_,
                           world_->catalog,
                           control_,
                           world_->config->get<config::database_config>("database").migrate ==
                               config::migrate_mode::automatic,
                           true,
                           world_->config->get<config::database_config>("database").schemas};
};

}

int run_child(const config::sources& from, const inherited& sockets) {
    config::report found;
    auto w = describe_world(from, found);
    if (w) configure_logging(*w->config);
    for (const auto& warning : found.warnings) log::warn("config", warning);
    if (!w) {
        log_faults(found);
        return 1;
    }
    serving_process process{from, sockets, std::move(w)};
    return process.run();
}

}
