#include "process/program.hpp"
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>

namespace nucleus::process {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

bool become(const account& as) {
    if (!as.differs) return true;
    return ::initgroups(as.name.c_str(), as.gid) == 0 && ::setgid(as.gid) == 0 &&
           ::setuid(as.uid) == 0;
}

void default_signals() {
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR2, SIGPIPE, SIGCHLD, SIGQUIT})
        ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// In the forked child, up to its new program. `parent` is who forked it.
[[noreturn]] void turn_into(const program& p, char** arguments, char** environment, pid_t parent) {
    ::setsid();
    const int in = ::open("/dev/null", O_RDONLY);
    if (in >= 0) ::dup2(in, STDIN_FILENO);
    if (in > STDERR_FILENO) ::close(in);
    if (p.output >= 0) {
        ::dup2(p.output, STDOUT_FILENO);
        ::dup2(p.output, STDERR_FILENO);
    }
    for (const int fd : p.keep_open) ::fcntl(fd, F_SETFD, 0);
    if (!become(p.as)) ::_exit(127);
    // After the change of user, which would clear it; our parent may have ended before.
    if (p.dies_with_us) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
    }
    default_signals();
    ::execve(arguments[0], arguments, environment);
    ::_exit(127);
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> piece{};
    for (;;) {
        const auto got = ::read(fd, piece.data(), piece.size());
        if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
        if (got == 0 || (got < 0 && errno != EINTR)) return text;
    }
}

int wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return 127;
    return code_of(status);
}

}

account ourselves() {
    account us{::geteuid(), ::getegid(), {}, false};
    if (const auto* entry = ::getpwuid(us.uid)) us.name = entry->pw_name;
    return us;
}

int code_of(int wait_status) noexcept {
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

pid_t spawn(const program& p) {
    auto arguments = p.arguments;
    std::vector<std::string> environment;
    for (const auto& [name, value] : p.environment) environment.push_back(name + "=" + value);
    auto argv = pointers(arguments);
    auto envp = pointers(environment);
    const pid_t us = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        throw std::system_error(errno, std::generic_category(), "starting " + p.arguments.front());
    if (pid == 0) turn_into(p, argv.data(), envp.data(), us);
    return pid;
}

finished run(program p) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    const descriptor out{ends[0]};
    descriptor in{ends[1]};
    p.output = in.get();
    const pid_t pid = spawn(p);
    in.close();
    finished done{0, read_all(out.get())};
    done.code = wait_for(pid);
    return done;
}

int run_as(const account& as, const std::function<int()>& body) {
    const pid_t pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) ::_exit(become(as) ? body() : 127);
    return wait_for(pid);
}

std::map<std::string, std::string> our_environment() {
    std::map<std::string, std::string> out;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string::npos) out[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return out;
}

}
