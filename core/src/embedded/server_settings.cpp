#include "embedded/server_settings.hpp"
#include "embedded/naming.hpp"
#include <algorithm>
#include <unistd.h>

namespace nucleus::embedded {

std::vector<std::string> server_settings(const std::filesystem::path& sockets, unsigned cores,
                                         std::uint64_t memory) {
    constexpr std::uint64_t mib = 1024 * 1024;
    // Two nucleusd at once during a graceful restart, each with a pool per core.
    const auto connections = std::max(200U, 50 + 24 * cores);
    const auto buffers = std::clamp<std::uint64_t>(memory / 8 / mib, 32, 1024);
    return {
        "unix_socket_directories=" + sockets.native(),
        "unix_socket_permissions=0700",
        "listen_addresses=",
        "port=" + std::string{port},
        "max_connections=" + std::to_string(connections),
        "shared_buffers=" + std::to_string(buffers) + "MB",
        "jit=off", // costs more than it saves on short statements
        // LOG and worse only: messages about single statements hold values of rows.
        "log_min_messages=log",
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        "log_checkpoints=off",
        "log_line_prefix=%m [%p] ",
        "log_destination=stderr",
        "logging_collector=off",
    };
}

std::uint64_t machine_memory() {
    const auto pages = ::sysconf(_SC_PHYS_PAGES);
    const auto size = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0
               ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
               : 0;
}

}
