// What nodes tell each other does not arrive.
#pragma once
#include "auth_world.hpp"
#include <csignal>
#include <sstream>

namespace nucleus::testing {

/// The backends that two nodes listen with, stopped: connections on which nothing comes.
class dead_channel {
public:
    explicit dead_channel(const auth_world& w) {
        const auto list = w.ask(
            "SELECT coalesce(string_agg(pid::text, ' '), '') FROM pg_stat_activity WHERE query "
            "LIKE '%pg_notify%' AND pid <> pg_backend_pid() AND datname = current_database()");
        std::istringstream in{list};
        for (pid_t pid = 0; in >> pid;) stopped_.push_back(pid);
        for (const auto pid : stopped_) REQUIRE(::kill(pid, SIGSTOP) == 0);
        REQUIRE(stopped_.size() == 2);
    }
    ~dead_channel() {
        for (const auto pid : stopped_) ::kill(pid, SIGCONT);
    }
    dead_channel(const dead_channel&) = delete;
    dead_channel& operator=(const dead_channel&) = delete;

private:
    std::vector<pid_t> stopped_;
};

}
