#include "app/parent.hpp"
#include "app/signals.hpp"
#include "app/sockets.hpp"
#include "app/supervisor.hpp"
#include "config/sections.hpp"
#include "observe/logging.hpp"
#include <nucleus/log.hpp>
#include <optional>
#include <sys/resource.h>

namespace nucleus::app {

namespace {

/// Connections are descriptors: as many as we may have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

void say_where(const config::server_config& server, const sockets& open) {
    log::info("parent", "listening", {{"host", server.host}, {"port", port_of(open.open_to_all)}});
    if (open.admin)
        log::info("parent", "listening for administration",
                  {{"host", server.admin_host}, {"port", port_of(open.admin)}});
}

std::optional<embedded::cluster> start_cluster(const config::snapshot& config) {
    if (!config.get<config::database_config>("database").url.empty()) return std::nullopt;
    return embedded::cluster::start({config.data_dir(),
                                     config.get<config::root_config>("").app_id,
                                     {},
                                     &signal_reader::end_requested});
}

}

int run_parent(const world& w, std::vector<std::string> arguments) {
    configure_logging(*w.config);
    raise_descriptor_limit();
    const signal_reader signals;
    try {
        const auto& server = w.config->get<config::server_config>("server");
        auto open = open_sockets(server);
        auto cluster = start_cluster(*w.config);
        say_where(server, open);
        child_setup setup{own_binary(), std::move(arguments), open.open_to_all.get(),
                          open.admin.get(), cluster ? cluster->dsn() : ""};
        supervisor keeper{std::move(setup), open, signals, cluster ? &*cluster : nullptr};
        const int code = keeper.run();
        if (cluster) {
            if (!cluster->shared()) log::info("parent", "stopping PostgreSQL"); // may take seconds
            cluster->stop();
        }
        return code;
    } catch (const std::exception& e) {
        log::error("parent", e.what());
        return signal_reader::end_requested() ? 0 : 1;
    }
}

}
