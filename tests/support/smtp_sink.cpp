#include "support/smtp_sink.hpp"
#include <boost/json/parse.hpp>
#include <chrono>
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace nucleus::testing {

smtp_sink::smtp_sink() {
    std::string python{"python3"}, script{NUCLEUS_SMTP_SINK}, folder = folder_.path().string();
    char* arguments[] = {python.data(), script.data(), folder.data(), nullptr};
    if (::posix_spawnp(&process_, "python3", nullptr, nullptr, arguments, environ) != 0)
        throw std::runtime_error("there is no python3");
    using namespace std::chrono_literals;
    for (int i = 0; i < 500 && port_.empty(); ++i) {
        std::this_thread::sleep_for(20ms);
        if (const auto port = lines_of("port"); !port.empty()) port_ = port.front();
    }
    if (port_.empty()) throw std::runtime_error("the sink did not start");
}

smtp_sink::~smtp_sink() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

std::vector<std::string> smtp_sink::lines_of(const char* file) const {
    std::ifstream in{folder_.path() / file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<boost::json::value> smtp_sink::mails() const {
    std::vector<boost::json::value> all;
    for (const auto& line : lines_of("mails")) all.push_back(boost::json::parse(line));
    return all;
}

std::size_t smtp_sink::connections() const { return lines_of("connections").size(); }

}
