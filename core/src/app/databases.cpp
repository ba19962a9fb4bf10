#include "app/databases.hpp"
#include "pg/notification_bus.hpp"
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::app {

/// Opened when needed: one for now and then, several while the schemas of tenants are made.
constexpr int control_connections = 10;

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;

namespace {

/// Upkeep makes tables and tidies up in every schema: as the connection's own user.
pg::settings for_control(pg::settings s) {
    s.connections = control_connections;
    s.roles = {};
    return s;
}

}

std::string dsn_of(const config_snapshot& config, const std::string& embedded_dsn) {
    if (!embedded_dsn.empty()) return embedded_dsn;
    const auto& section = config.get<config::database_config>("database");
    return std::string{config.secret(section.url).reveal()};
}

pg::settings pool_settings(const config_snapshot& config, const std::string& dsn) {
    const auto& section = config.get<config::database_config>("database");
    const auto& pool = section.pool;
    pg::settings s;
    s.dsn = dsn;
    s.channel = pg::bus_channel(section.schemas.front());
    s.connections = pool.connections_per_thread;
    s.acquire_timeout = pool.acquire_timeout;
    s.statement_timeout = pool.statement_timeout;
    s.max_lifetime = pool.max_lifetime;
    if (section.tenant_roles) s.roles = pg::schema_roles{section.schemas};
    return s;
}

databases::databases(worker_set& workers, asio::io_context& control, const pg::settings& s,
                     metrics::registry& metrics)
    : workers_{workers}
    , control_context_{control} {
    for (std::size_t i = 0; i < workers.count(); ++i)
        serving_.push_back(std::make_unique<pg::worker_database>(workers.context(i), s, metrics,
                                                                 "worker-" + std::to_string(i)));
    control_ = std::make_unique<pg::worker_database>(control, for_control(s), metrics, "control");
}

void databases::start() {
    control_->start();
    workers_.post_everywhere([this](std::size_t i) { serving_[i]->start(); });
}

task<void> databases::wait_until_available(std::chrono::seconds limit) {
    asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor> timer{control_context_};
    const auto started = steady::now();
    auto say = started + std::chrono::seconds{3};
    const asio::use_awaitable_t<executor> token;
    while (!available()) {
        const auto now = steady::now();
        if (now - started > limit)
            throw std::runtime_error("the database could not be reached for " +
                                     std::to_string(limit.count()) +
                                     " s: check database.url (host, port, user, password) and that "
                                     "PostgreSQL accepts connections");
        if (now > say) {
            log::warn("app", "waiting for the database");
            say = now + std::chrono::seconds{5};
        }
        timer.expires_after(std::chrono::milliseconds{20});
        co_await timer.async_wait(token);
    }
}

void databases::reconfigure(const pg::settings& s) {
    control_->reconfigure(for_control(s));
    workers_.post_everywhere([this, s](std::size_t i) { serving_[i]->reconfigure(s); });
}

task<void> databases::stop() {
    for (std::size_t i = 0; i < serving_.size(); ++i) {
        auto stopped = serving_[i]->stop();
        co_await asio::co_spawn(workers_.context(i), std::move(stopped),
                                asio::use_awaitable_t<executor>{});
    }
    auto stopped = control_->stop();
    co_await std::move(stopped);
}

std::vector<pg::database*> databases::per_worker() const {
    std::vector<pg::database*> pointers;
    for (const auto& d : serving_) pointers.push_back(d.get());
    return pointers;
}

bool databases::available() const noexcept {
    for (const auto& d : serving_)
        if (!d->available()) return false;
    return control_->available();
}

}
