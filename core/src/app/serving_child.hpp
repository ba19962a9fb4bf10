// One serving process as its parent sees it.
#pragma once
#include "process/descriptor.hpp"
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
    /// Starts one. Throws std::system_error.
    explicit serving_child(const child_setup& setup);

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    /// Readable once it is ready, or has ended.
    [[nodiscard]] int ready_fd() const noexcept { return ready_.get(); }
    /// Reads that descriptor; true when it has become ready just now.
    bool take_ready();

private:
    pid_t pid_ = -1;
    process::descriptor ready_;
};

/// The command line of a serving process.
[[nodiscard]] std::vector<std::string> command_of(const child_setup& setup, int ready_fd);

/// The path of this binary, also when the file is replaced later.
[[nodiscard]] std::string own_binary();

}
