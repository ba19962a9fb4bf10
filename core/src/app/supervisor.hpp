// Keeps one serving process alive, replaces it on request, ends it on request.
#pragma once
#include "app/serving_child.hpp"
#include "app/signals.hpp"
#include "app/sockets.hpp"
#include "app/succession.hpp"
#include "embedded/cluster.hpp"
#include <csignal>
#include <vector>

namespace nucleus::app {

class supervisor {
public:
    /// `cluster` may be null; it is kept running meanwhile. Of the sockets, which the children
    /// inherit, that for everybody is closed once the end has come: who connects then is refused
    /// rather than left waiting.
    supervisor(child_setup setup, sockets& open, const signal_reader& signals,
               embedded::cluster* cluster);

    /// Until told to end; the exit code.
    int run();

private:
    void start();
    void wait();
    void look_at_ready();
    void reap();

    child_setup setup_;
    sockets& open_;
    const signal_reader& signals_;
    embedded::cluster* cluster_;
    std::vector<serving_child> children_;
    succession next_{[](pid_t pid, int signal) { ::kill(pid, signal); }};
};

}
