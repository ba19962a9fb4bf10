// Which serving process is the current one, and what is to be done when one of them becomes ready
// or ends, or the parent is told something. Decides only: starts nothing, reads no clock.
#pragma once
#include "app/back_off.hpp"
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace nucleus::app {

class succession {
public:
    using clock = std::chrono::steady_clock;
    using time = clock::time_point;
    using sender = std::function<void(pid_t, int signal)>;

    /// Wants the first process started at once. `send` signals one of those that were started.
    explicit succession(sender send)
        : send_{std::move(send)} {}

    /// When another process is to be started; nothing while none is wanted.
    [[nodiscard]] std::optional<time> start_at() const noexcept { return start_at_; }
    void started(pid_t pid);
    void could_not_start(const std::string& why, time now);

    void ready(pid_t pid, time now);
    void ended(pid_t pid, int code, time now);
    /// A signal came to the parent.
    void told(int signal);

    [[nodiscard]] bool over() const noexcept { return over_; }
    /// The parent's exit code, once it is over.
    [[nodiscard]] int code() const noexcept { return code_; }
    [[nodiscard]] bool ending() const noexcept { return ending_; }

private:
    struct process {
        pid_t pid;
        std::optional<time> ready_since{};
        bool reload_when_ready = false; ///< it may have read the file that was changed since
    };

    void current_ended(int code, time now);
    void successor_ended(int code);
    void end_all();
    void restart();
    void reload(std::optional<process>& which) const;

    sender send_;
    std::optional<time> start_at_{time::min()};
    std::optional<process> current_;   ///< serves, or is about to
    std::optional<process> successor_; ///< after USR2, until it is ready
    std::vector<process> retiring_;    ///< drain
    back_off back_off_;
    bool served_ever_ = false;
    bool ending_ = false;
    bool over_ = false;
    int code_ = 0;
};

}
