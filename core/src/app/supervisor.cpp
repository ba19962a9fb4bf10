#include "app/supervisor.hpp"
#include "process/program.hpp"
#include <algorithm>
#include <array>
#include <csignal>
#include <nucleus/log.hpp>
#include <poll.h>
#include <sys/wait.h>

namespace nucleus::app {

using std::chrono::milliseconds;

supervisor::supervisor(child_setup setup, const signal_reader& signals, embedded::cluster* cluster)
    : setup_{std::move(setup)}
    , signals_{signals}
    , cluster_{cluster} {}

int supervisor::run() {
    start_current();
    while (!over_) {
        wait();
        while (const int signal = signals_.next()) obey(signal);
        look_at_ready();
        reap(); // signals of the same number merge: look each time
        if (cluster_) cluster_->keep_running();
        if (restart_at_ && !ending_ && clock::now() >= *restart_at_) start_current();
        if (ending_ && nobody_left()) over_ = true;
    }
    return code_;
}

/// Until a signal, a ready child, a restart that is due, or a second has passed: a database that is
/// no child of ours does not tell when it ends.
void supervisor::wait() {
    std::array<pollfd, 3> on{{{signals_.fd(), POLLIN, 0},
                              {current_ ? current_->ready_fd() : -1, POLLIN, 0},
                              {successor_ ? successor_->ready_fd() : -1, POLLIN, 0}}};
    auto limit = milliseconds{cluster_ || restart_at_ ? 1000 : -1};
    if (restart_at_) {
        const auto due = std::chrono::ceil<milliseconds>(*restart_at_ - clock::now());
        limit = std::clamp(due, milliseconds{0}, milliseconds{1000});
    }
    ::poll(on.data(), on.size(), static_cast<int>(limit.count()));
}

void supervisor::obey(int signal) {
    switch (signal) {
    case SIGTERM:
    case SIGINT:
        // Asked twice: now.
        log::info("parent",
                  ending_ ? "ending at once" : "stopping: requests under way are finished");
        end_all(ending_ ? SIGKILL : SIGTERM);
        ending_ = true;
        return;
    case SIGHUP:
        // Before it is ready a HUP would end it; it may have read the old file, so it is told then.
        if (current_ && current_->is_ready())
            current_->signal(SIGHUP);
        else
            reload_when_ready_ = true;
        return;
    case SIGUSR2:
        if (!ending_) start_successor();
        return;
    default: return; // CHLD: reap() looks by itself
    }
}

void supervisor::end_all(int signal) {
    if (current_) current_->signal(signal);
    if (successor_) successor_->signal(signal);
    for (const auto& child : retiring_) child.signal(signal);
}

bool supervisor::nobody_left() const { return !current_ && !successor_ && retiring_.empty(); }

void supervisor::reap() {
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;)
        ended(pid, process::code_of(status));
}

void supervisor::ended(pid_t pid, int code) {
    const auto retired = std::find_if(retiring_.begin(), retiring_.end(),
                                      [&](const auto& child) { return child.pid() == pid; });
    if (current_ && current_->pid() == pid)
        current_ended(code);
    else if (successor_ && successor_->pid() == pid)
        successor_ended(code);
    else if (retired != retiring_.end())
        retiring_.erase(retired);
    // Else it was the database, or an orphan that was left to us as process 1.
}

void supervisor::current_ended(int code) {
    const auto now = clock::now();
    const auto served = current_->served(now);
    const bool was_ready = current_->is_ready();
    current_.reset();
    if (ending_) {
        // One that had no chance to serve yet is no failure.
        code_ = was_ready || code == 1 ? code : 0;
        return;
    }
    if (successor_) {
        current_ = std::move(successor_);
        successor_.reset();
        log::warn("parent", "the serving process ended while its successor starts",
                  {{"code", code}});
        return;
    }
    if (!served_ever_ && code < 128) { // it has said why it cannot start
        code_ = code == 0 ? 1 : code;
        over_ = true;
        return;
    }
    const auto delay = back_off_.next(served);
    restart_at_ = now + delay;
    log::error("parent", "the serving process ended unexpectedly: starting it again",
               {{"code", code}, {"delayMs", delay.count()}});
}

void supervisor::successor_ended(int code) {
    successor_.reset();
    if (!ending_)
        log::error("parent",
                   "restart refused: the new process could not start, its log says why; the old "
                   "one keeps serving",
                   {{"code", code}});
}

void supervisor::look_at_ready() {
    const auto became = [](std::optional<serving_child>& child) {
        if (!child || child->ready_fd() < 0) return false;
        pollfd on{child->ready_fd(), POLLIN, 0};
        return ::poll(&on, 1, 0) == 1 && child->take_ready(clock::now());
    };
    if (became(current_)) served_ever_ = true;
    if (became(successor_)) {
        served_ever_ = true;
        if (current_) {
            current_->signal(SIGTERM);
            retiring_.push_back(std::move(*current_));
        }
        current_ = std::move(successor_);
        successor_.reset();
        log::info("parent", "restarted: the new process serves, the old one finishes its requests",
                  {{"pid", current_->pid()}});
    }
    if (reload_when_ready_ && current_ && current_->is_ready()) {
        reload_when_ready_ = false;
        current_->signal(SIGHUP);
    }
}

void supervisor::start_current() {
    restart_at_.reset();
    try {
        current_.emplace(setup_);
    } catch (const std::exception& e) {
        log::error("parent", std::string{"the serving process cannot be started: "} + e.what());
        restart_at_ = clock::now() + back_off_.next(milliseconds{0});
    }
}

void supervisor::start_successor() {
    if (successor_) return log::warn("parent", "a restart is under way already");
    if (!current_) return start_current();
    log::info("parent", "restarting: a new process is started beside the one that serves");
    try {
        successor_.emplace(setup_);
    } catch (const std::exception& e) {
        log::error("parent", std::string{"restart refused: "} + e.what());
    }
}

}
