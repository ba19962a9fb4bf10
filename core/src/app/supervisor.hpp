// Keeps one serving process alive, replaces it on request, ends it on request.
#pragma once
#include "app/back_off.hpp"
#include "app/serving_child.hpp"
#include "app/signals.hpp"
#include "embedded/cluster.hpp"
#include <optional>
#include <vector>

namespace nucleus::app {

class supervisor {
public:
    /// `cluster` may be null; it is kept running meanwhile.
    supervisor(child_setup setup, const signal_reader& signals, embedded::cluster* cluster);

    /// Until told to end; the exit code.
    int run();

private:
    using clock = serving_child::clock;

    void wait();
    void obey(int signal);
    void reap();
    void ended(pid_t pid, int code);
    void current_ended(int code);
    void successor_ended(int code);
    void look_at_ready();
    void start_current();
    void start_successor();
    void end_all(int signal);
    [[nodiscard]] bool nobody_left() const;

    child_setup setup_;
    const signal_reader& signals_;
    embedded::cluster* cluster_;
    std::optional<serving_child> current_;   ///< serves, or is about to
    std::optional<serving_child> successor_; ///< after USR2, until it is ready
    std::vector<serving_child> retiring_;    ///< drain
    std::optional<clock::time_point> restart_at_;
    back_off back_off_;
    bool served_ever_ = false;
    bool reload_when_ready_ = false;
    bool ending_ = false;
    bool over_ = false;
    int code_ = 0;
};

}
