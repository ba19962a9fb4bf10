#include "app/supervisor.hpp"
#include "process/program.hpp"
#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sys/wait.h>

namespace nucleus::app {

using clock = succession::clock;
using std::chrono::milliseconds;

supervisor::supervisor(child_setup setup, sockets& open, const signal_reader& signals,
                       embedded::cluster* cluster)
    : setup_{std::move(setup)}
    , open_{open}
    , signals_{signals}
    , cluster_{cluster} {}

int supervisor::run() {
    while (!next_.over()) {
        if (const auto due = next_.start_at(); due && clock::now() >= *due) start();
        wait();
        while (const int signal = signals_.next()) next_.told(signal);
        if (next_.ending()) open_.open_to_all.close();
        look_at_ready();
        reap(); // signals of the same number merge: look each time
        if (cluster_) cluster_->keep_running();
    }
    return next_.code();
}

void supervisor::start() {
    try {
        next_.started(children_.emplace_back(setup_).pid());
    } catch (const std::exception& e) {
        next_.could_not_start(e.what(), clock::now());
    }
}

/// Until a signal, a ready child, a start that is due, or a second has passed: a database that is
/// no child of ours does not tell when it ends.
void supervisor::wait() {
    std::vector<pollfd> on{{signals_.fd(), POLLIN, 0}};
    for (const auto& child : children_) on.push_back({child.ready_fd(), POLLIN, 0});
    auto limit = milliseconds{cluster_ ? 1000 : -1};
    if (const auto due = next_.start_at()) {
        const auto now = clock::now();
        limit =
            std::min(milliseconds{1000},
                     *due <= now ? milliseconds{0} : std::chrono::ceil<milliseconds>(*due - now));
    }
    ::poll(on.data(), on.size(), static_cast<int>(limit.count()));
}

void supervisor::look_at_ready() {
    for (auto& child : children_) {
        pollfd on{child.ready_fd(), POLLIN, 0};
        if (::poll(&on, 1, 0) == 1 && child.take_ready()) next_.ready(child.pid(), clock::now());
    }
}

void supervisor::reap() {
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        std::erase_if(children_, [&](const auto& child) { return child.pid() == pid; });
        next_.ended(pid, process::code_of(status), clock::now());
    }
}

}
