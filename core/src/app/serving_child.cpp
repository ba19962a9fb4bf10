#include "app/serving_child.hpp"
#include "process/program.hpp"
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <system_error>

namespace nucleus::app {

serving_child::serving_child(const child_setup& setup) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    ready_ = process::descriptor{ends[0]};
    const process::descriptor theirs{ends[1]};
    process::program nucleusd;
    nucleusd.arguments = {setup.binary};
    nucleusd.arguments.insert(nucleusd.arguments.end(), setup.arguments.begin(),
                              setup.arguments.end());
    const auto add = [&](const char* option, const std::string& value) {
        nucleusd.arguments.emplace_back(option);
        nucleusd.arguments.push_back(value);
    };
    nucleusd.arguments.emplace_back("serve-child");
    add("--ready-fd", std::to_string(theirs.get()));
    add("--public-fd", std::to_string(setup.public_fd));
    if (setup.admin_fd >= 0) add("--admin-fd", std::to_string(setup.admin_fd));
    if (!setup.dsn.empty()) add("--dsn", setup.dsn);
    nucleusd.environment = process::our_environment();
    nucleusd.keep_open = {theirs.get(), setup.public_fd};
    if (setup.admin_fd >= 0) nucleusd.keep_open.push_back(setup.admin_fd);
    nucleusd.dies_with_us = true;
    pid_ = process::spawn(nucleusd);
}

bool serving_child::take_ready(clock::time_point now) {
    char byte = 0;
    const auto got = ::read(ready_.get(), &byte, 1);
    if (got < 0 && errno == EINTR) return false;
    ready_.close(); // one byte, or the end of it
    if (got == 1) ready_since_ = now;
    return got == 1;
}

std::chrono::milliseconds serving_child::served(clock::time_point now) const {
    if (!ready_since_) return std::chrono::milliseconds{0};
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - *ready_since_);
}

void serving_child::signal(int number) const noexcept { ::kill(pid_, number); }

std::string own_binary() { return std::filesystem::read_symlink("/proc/self/exe").native(); }

}
