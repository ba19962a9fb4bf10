#include "app/offline.hpp"
#include "app/databases.hpp"
#include "app/schema_keeping.hpp"
#include "app/schema_removing.hpp"
#include "config/sections.hpp"
#include "embedded/cluster.hpp"
#include "http/handler_limits.hpp"
#include "pg/notification_bus.hpp"
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>

namespace nucleus::app {

namespace asio = boost::asio;

namespace {

/// What one command runs on: no workers, one context.
struct toolbox {
    explicit toolbox(world& w, const std::string& dsn)
        : of{w}
        , handles{none, control, pool_settings(*w.config, dsn), metrics} {
        const auto& home = w.config->get<config::database_config>("database").schemas.front();
        // Never run: whoever asks is told that nothing may be taken from memory.
        provided.provide<bus>(std::make_shared<pg::notification_bus>(control, dsn, home));
        provided.provide<limiter>(http::make_limiter());
        provided.provide<schema_removal>(std::make_shared<schema_removing>(w, handles.control()));
    }

    task<int> run(const std::function<task<int>(offline&)>& work) {
        handles.start();
        auto reachable = handles.wait_until_available(std::chrono::seconds{10});
        co_await std::move(reachable);
        auto asked = where_roles_are(of, handles.control());
        auto roles_of = co_await std::move(asked);
        provided.provide<schema_keeper>(
            std::make_shared<schema_keeping>(of, handles.control(), std::move(roles_of)));
        start_context context{
            of.config, provided,
            none,      &handles.control(),
            metrics,   of.catalog,
            control,   false,
            false,     of.config->get<config::database_config>("database").schemas};
        auto started = of.host.start(context);
        co_await std::move(started);
        offline tools{of, handles.control(), provided};
        auto working = work(tools);
        const int code = co_await std::move(working);
        auto stopped = of.host.stop();
        co_await std::move(stopped);
        auto closed = handles.stop();
        co_await std::move(closed);
        co_return code;
    }

    world& of;
    asio::io_context control{1};
    metrics::registry metrics;
    services provided;
    worker_set none{0};
    databases handles;
};

}

int run_offline(world& w, const std::function<task<int>(offline&)>& work) {
    const auto& section = w.config->get<config::database_config>("database");
    std::optional<embedded::cluster> cluster;
    if (section.url.empty())
        cluster.emplace(embedded::cluster::start(
            {w.config->data_dir(), w.config->get<config::root_config>("").app_id, {}}));
    toolbox tools{w, dsn_of(*w.config, cluster ? cluster->dsn() : "")};
    int code = 1;
    std::exception_ptr failed;
    asio::co_spawn(tools.control, tools.run(work), [&](std::exception_ptr e, int result) {
        failed = e;
        code = result;
        tools.control.stop();
    });
    tools.control.run();
    if (cluster) cluster->stop();
    if (failed) std::rethrow_exception(failed);
    return code;
}

}
