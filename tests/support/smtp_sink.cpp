#include "support/smtp_sink.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <functional>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace nucleus::testing {

namespace {

pid_t start(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t process = -1;
    if (::posix_spawnp(&process, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("there is no " + command[0]);
    return process;
}

/// The first time it waits for packages of npm.
bool wait_until(const std::function<bool()>& happened) {
    using namespace std::chrono_literals;
    for (int i = 0; i < 6000; ++i) {
        if (happened()) return true;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

}

test_certificate::test_certificate(const std::string& name) {
    const auto process =
        start({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
               "-nodes", "-batch", "-days", "2", "-subj", "/CN=test", "-addext",
               "subjectAltName=" + name, "-keyout", key(), "-out", file()});
    int status = -1;
    if (::waitpid(process, &status, 0) != process || status != 0)
        throw std::runtime_error("openssl made no certificate");
}

smtp_sink::smtp_sink(const sink_options& o)
    : scheme_{o.tls == "implicit" ? "smtps" : "smtp"} {
    boost::json::object options{{"port", o.port},
                                {"tls", o.tls},
                                {"signIn", o.sign_in},
                                {"user", o.user},
                                {"password", o.password}};
    if (o.certificate) {
        options["key"] = o.certificate->key();
        options["certificate"] = o.certificate->file();
    }
    folder_.write("options.json", boost::json::serialize(options));
    process_ = start({NUCLEUS_SMTP "/run.sh", NUCLEUS_SMTP_MODULES, folder_.path().string()});
    int status = 0;
    const bool over = wait_until([&] {
        return !lines_of("port").empty() || ::waitpid(process_, &status, WNOHANG) == process_;
    });
    if (!over || lines_of("port").empty()) {
        if (!over) ::kill(process_, SIGKILL);
        throw std::runtime_error("the mail server of the test did not start");
    }
    port_ = lines_of("port").front();
}

smtp_sink::~smtp_sink() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

/// By another name first: a connection that comes meanwhile reads a whole one.
void smtp_sink::behave(std::string_view mode) const {
    std::filesystem::rename(folder_.write("mode.new", mode), folder_.path() / "mode");
}

std::vector<std::string> smtp_sink::lines_of(const char* file) const {
    std::ifstream in{folder_.path() / file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line) && !in.eof();) lines.push_back(line);
    return lines;
}

std::vector<boost::json::value> smtp_sink::mails() const {
    std::vector<boost::json::value> all;
    for (const auto& line : lines_of("mails")) all.push_back(boost::json::parse(line));
    return all;
}

bool smtp_sink::wait_mails(std::size_t count) const {
    return wait_until([&] { return lines_of("mails").size() >= count; });
}

std::string smtp_sink::commands() const {
    std::string all;
    for (const auto& line : lines_of("commands")) all += line + "\n";
    return all;
}

std::size_t smtp_sink::connections() const { return lines_of("connections").size(); }

bool smtp_sink::wait_connections(std::size_t count) const {
    return wait_until([&] { return connections() >= count; });
}

}
