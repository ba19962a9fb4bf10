#include "app/serving_child.hpp"
#include "process/program.hpp"
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>

namespace nucleus::app {

std::vector<std::string> command_of(const child_setup& setup, int ready_fd) {
    std::vector<std::string> command{setup.binary};
    command.insert(command.end(), setup.arguments.begin(), setup.arguments.end());
    const auto add = [&](const char* option, const std::string& value) {
        command.emplace_back(option);
        command.push_back(value);
    };
    command.emplace_back("serve-child");
    add("--ready-fd", std::to_string(ready_fd));
    add("--public-fd", std::to_string(setup.public_fd));
    if (setup.admin_fd >= 0) add("--admin-fd", std::to_string(setup.admin_fd));
    if (!setup.dsn.empty()) add("--dsn", setup.dsn);
    return command;
}

serving_child::serving_child(const child_setup& setup) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    ready_ = process::descriptor{ends[0]};
    const process::descriptor theirs{ends[1]};
    process::program nucleusd;
    nucleusd.arguments = command_of(setup, theirs.get());
    nucleusd.environment = process::our_environment();
    nucleusd.keep_open = {theirs.get(), setup.public_fd};
    if (setup.admin_fd >= 0) nucleusd.keep_open.push_back(setup.admin_fd);
    nucleusd.dies_with_us = true;
    pid_ = process::spawn(nucleusd);
}

bool serving_child::take_ready() {
    char byte = 0;
    const auto got = ::read(ready_.get(), &byte, 1);
    if (got < 0 && errno == EINTR) return false;
    ready_.close(); // one byte, or the end of it
    return got == 1;
}

std::string own_binary() { return std::filesystem::read_symlink("/proc/self/exe").native(); }

}
