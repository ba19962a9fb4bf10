// The listening sockets, which outlive every serving process.
#pragma once
#include "config/sections.hpp"
#include "process/descriptor.hpp"

namespace nucleus::app {

struct sockets {
    process::descriptor open_to_all;
    process::descriptor admin; ///< none without server.adminPort
};

/// Binds and listens where the config says. Throws std::runtime_error that names the address, what
/// is wrong with it and what to do.
[[nodiscard]] sockets open_sockets(const config::server_config& server);

/// The port that a socket has got.
[[nodiscard]] int port_of(const process::descriptor& socket);

}
