#include "process/watched.hpp"
#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace nucleus::process {

namespace {

bool ended(int fd, int milliseconds) noexcept {
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

}

// By number: glibc 2.36 declares its wrappers without C linkage.
std::optional<watched> watched::open(pid_t pid) {
    descriptor fd{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
    if (!fd) return std::nullopt;
    return watched{pid, std::move(fd)};
}

bool watched::running() const noexcept { return !ended(fd_.get(), 0); }

void watched::signal(int number) const noexcept {
    ::syscall(SYS_pidfd_send_signal, fd_.get(), number, nullptr, 0);
}

bool watched::wait(std::chrono::milliseconds limit) const noexcept {
    if (!ended(fd_.get(), static_cast<int>(limit.count()))) return false;
    ::waitpid(pid_, nullptr, WNOHANG);
    return true;
}

}
