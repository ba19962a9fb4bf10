#include "app/signals.hpp"
#include <csignal>
#include <sys/signalfd.h>

namespace nucleus::app {

signal_reader::signal_reader() {
    sigset_t ours;
    sigemptyset(&ours);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR2, SIGCHLD}) sigaddset(&ours, number);
    ::sigprocmask(SIG_BLOCK, &ours, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    fd_ = process::descriptor{::signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC)};
}

int signal_reader::next() const noexcept {
    signalfd_siginfo came{};
    return ::read(fd_.get(), &came, sizeof came) == sizeof came ? static_cast<int>(came.ssi_signo)
                                                                : 0;
}

bool signal_reader::end_requested() noexcept {
    sigset_t waiting;
    sigemptyset(&waiting);
    ::sigpending(&waiting);
    return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1;
}

}
