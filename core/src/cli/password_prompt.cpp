#include "cli/password_prompt.hpp"
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <termios.h>
#include <unistd.h>

namespace nucleus::cli {

namespace {

/// The terminal does not show what is typed while this lives.
class no_echo {
public:
    no_echo() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~no_echo() {
        if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    no_echo(const no_echo&) = delete;
    no_echo& operator=(const no_echo&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

secret_string read_line() {
    constexpr std::size_t most = 1024;
    std::string line;
    line.reserve(most);
    for (char c = 0; line.size() < most && ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n';)
        line.push_back(c);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    secret_string out{line};
    explicit_bzero(line.data(), line.size());
    return out;
}

secret_string prompt(const char* text) {
    std::fputs(text, stderr);
    const no_echo quiet;
    auto typed = read_line();
    std::fputs("\n", stderr);
    return typed;
}

}

secret_string ask_password() {
    const bool terminal = ::isatty(STDIN_FILENO) == 1;
    auto password = terminal ? prompt("Password: ") : read_line();
    if (password.empty())
        throw std::runtime_error("no password: type one, or write it to stdin as one line");
    if (terminal && prompt("Once more: ").reveal() != password.reveal())
        throw std::runtime_error("the passwords differ; nothing was changed");
    return password;
}

}
