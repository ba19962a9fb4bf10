// Signals as something to read, for the parent.
#pragma once
#include "process/descriptor.hpp"

namespace nucleus::app {

/// Blocks the signals that the parent acts on for the rest of the process's life; they are read
/// here instead of interrupting anything.
class signal_reader {
public:
    signal_reader();
    [[nodiscard]] int fd() const noexcept { return fd_.get(); }
    /// The next one that came, 0 when there is none.
    [[nodiscard]] int next() const noexcept;
    /// Whether somebody wants the process to end and has not been read yet.
    [[nodiscard]] static bool end_requested() noexcept;

private:
    process::descriptor fd_;
};

}
