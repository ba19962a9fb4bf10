// What the parent process hands to the serving child.
#pragma once
#include <string>

namespace nucleus::app {

struct inherited {
    int public_fd = -1; ///< listens already
    int admin_fd = -1;  ///< -1: no admin listener
    int ready_fd = -1;  ///< pipe to the parent: a byte is written once ready
    std::string dsn;    ///< of the embedded cluster; empty: database.url holds
};

/// Tells the parent that requests are served from now on. Once.
void announce_ready(const inherited& sockets);

}
