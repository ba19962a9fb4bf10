// A process that may or may not be our child, held by a pidfd: its number cannot be recycled.
#pragma once
#include "process/descriptor.hpp"
#include <chrono>
#include <optional>
#include <sys/types.h>

namespace nucleus::process {

class watched {
public:
    /// Nothing when there is no such process.
    [[nodiscard]] static std::optional<watched> open(pid_t pid);

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] bool running() const noexcept;
    void signal(int number) const noexcept;
    /// Whether it has ended within `limit`. Reaps it when it is our child.
    bool wait(std::chrono::milliseconds limit) const noexcept;

private:
    watched(pid_t pid, descriptor fd)
        : pid_{pid}
        , fd_{std::move(fd)} {}
    pid_t pid_;
    descriptor fd_;
};

}
