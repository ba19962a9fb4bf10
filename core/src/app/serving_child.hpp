// One serving process as its parent sees it.
#pragma once
#include "process/descriptor.hpp"
#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace nucleus::app {

/// What a parent hands to each of them.
struct child_setup {
    std::string binary;                 ///< looked up again each time: it may have been replaced
    std::vector<std::string> arguments; ///< of our own command line: --config FILE, --set …
    int public_fd = -1;
    int admin_fd = -1;
    std::string dsn; ///< of the embedded cluster, or empty
};

class serving_child {
public:
    using clock = std::chrono::steady_clock;

    /// Starts one. Throws std::system_error.
    explicit serving_child(const child_setup& setup);

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    /// Readable once it is ready, or has ended.
    [[nodiscard]] int ready_fd() const noexcept { return ready_.get(); }
    /// Reads that descriptor; true when it has become ready just now.
    bool take_ready(clock::time_point now);
    [[nodiscard]] bool is_ready() const noexcept { return ready_since_.has_value(); }
    [[nodiscard]] std::chrono::milliseconds served(clock::time_point now) const;
    void signal(int number) const noexcept;

private:
    pid_t pid_ = -1;
    process::descriptor ready_;
    std::optional<clock::time_point> ready_since_;
};

/// The path of this binary, also when the file is replaced later.
[[nodiscard]] std::string own_binary();

}
