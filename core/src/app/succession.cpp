#include "app/succession.hpp"
#include <algorithm>
#include <csignal>
#include <nucleus/log.hpp>
#include <utility>

namespace nucleus::app {

using std::chrono::milliseconds;

void succession::started(pid_t pid) {
    start_at_.reset();
    (current_ ? successor_ : current_) = process{pid};
}

void succession::could_not_start(const std::string& why, time now) {
    start_at_.reset();
    if (current_) return log::error("parent", "restart refused: " + why);
    log::error("parent", "the serving process cannot be started: " + why);
    start_at_ = now + back_off_.next(milliseconds{0});
}

void succession::ready(pid_t pid, time now) {
    const bool succeeds = successor_ && successor_->pid == pid;
    if (!succeeds && !(current_ && current_->pid == pid)) return;
    if (succeeds && ending_) return; // told to end like the others: it takes nobody's place
    if (succeeds) {
        send_(current_->pid, SIGTERM);
        retiring_.push_back(*current_);
        current_ = std::exchange(successor_, std::nullopt);
        log::info("parent", "restarted: the new process serves, the old one finishes its requests",
                  {{"pid", pid}});
    }
    served_ever_ = true;
    current_->ready_since = now;
    if (std::exchange(current_->reload_when_ready, false)) send_(pid, SIGHUP);
}

void succession::ended(pid_t pid, int code, time now) {
    // Whoever is none of these was the database, or an orphan that was left to us as process 1.
    std::erase_if(retiring_, [&](const auto& old) { return old.pid == pid; });
    if (current_ && current_->pid == pid)
        current_ended(code, now);
    else if (successor_ && successor_->pid == pid)
        successor_ended(code);
    if (ending_ && !current_ && !successor_ && retiring_.empty()) over_ = true;
}

void succession::current_ended(int code, time now) {
    const auto was = *std::exchange(current_, std::nullopt);
    if (ending_) {
        // One that had no chance to serve yet is no failure.
        code_ = was.ready_since || code == 1 ? code : 0;
        return;
    }
    if (successor_) {
        current_ = std::exchange(successor_, std::nullopt);
        log::warn("parent", "the serving process ended while its successor starts",
                  {{"code", code}});
        return;
    }
    if (!served_ever_ && code < 128) { // it has said why it cannot start
        code_ = code == 0 ? 1 : code;
        over_ = true;
        return;
    }
    const auto served = was.ready_since
                            ? std::chrono::duration_cast<milliseconds>(now - *was.ready_since)
                            : milliseconds{0};
    const auto delay = back_off_.next(served);
    start_at_ = now + delay;
    log::error("parent", "the serving process ended unexpectedly: starting it again",
               {{"code", code}, {"delayMs", delay.count()}});
}

void succession::successor_ended(int code) {
    successor_.reset();
    if (!ending_)
        log::error("parent",
                   "restart refused: the new process could not start, its log says why; the old "
                   "one keeps serving",
                   {{"code", code}});
}

void succession::told(int signal) {
    switch (signal) {
    case SIGTERM:
    case SIGINT: return end_all();
    case SIGHUP: return reload(current_), reload(successor_);
    case SIGUSR2: return restart();
    default: return; // CHLD: who waits for them looks by itself
    }
}

void succession::end_all() {
    // Asked twice: now.
    log::info("parent", ending_ ? "ending at once" : "stopping: requests under way are finished");
    const int signal = std::exchange(ending_, true) ? SIGKILL : SIGTERM;
    start_at_.reset();
    if (current_) send_(current_->pid, signal);
    if (successor_) send_(successor_->pid, signal);
    for (const auto& old : retiring_) send_(old.pid, signal);
    over_ = !current_ && !successor_ && retiring_.empty();
}

void succession::restart() {
    if (ending_) return;
    if (successor_) return log::warn("parent", "a restart is under way already");
    if (current_)
        log::info("parent", "restarting: a new process is started beside the one that serves");
    start_at_ = time::min();
}

void succession::reload(std::optional<process>& which) const {
    if (!which) return;
    if (which->ready_since)
        send_(which->pid, SIGHUP);
    else
        which->reload_when_ready = true; // it does not listen for it yet: a HUP would end it
}

}
