#include "app/inherited.hpp"
#include <unistd.h>

namespace nucleus::app {

void announce_ready(const inherited& sockets) {
    if (sockets.ready_fd < 0) return;
    const char byte = 1;
    // Nobody to tell is no failure: without its parent this process is ended anyway.
    [[maybe_unused]] const auto told = ::write(sockets.ready_fd, &byte, 1);
    ::close(sockets.ready_fd);
}

}
