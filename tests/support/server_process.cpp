#include "support/server_process.hpp"
#include "support/openapi_check.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace nucleus::testing {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

std::string slurp(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

std::string with_port(std::string_view json, std::uint16_t port) {
    auto document = boost::json::parse(json);
    auto& server = document.as_object()["server"];
    if (!server.is_object()) server = boost::json::object{};
    server.as_object()["port"] = port;
    return boost::json::serialize(document);
}

/// Forks and runs nucleusd; stdin, stdout and stderr are the given files or descriptors.
pid_t spawn(const std::vector<std::string>& arguments,
            const std::map<std::string, std::string>& environment, int in, int out, int err) {
    std::vector<char*> argv{const_cast<char*>(NUCLEUSD_BINARY)};
    for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::dup2(in, 0), ::dup2(out, 1), ::dup2(err, 2);
    ::execv(NUCLEUSD_BINARY, argv.data());
    ::_exit(127);
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    ::close(fd);
    return ntohs(address.sin_port);
}

server_process::server_process(server_options o)
    : port_{free_port()} {
    const auto file = folder_.write("config.json", with_port(o.config, port_));
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int err =
        ::open((folder_.path() / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::vector<std::string> arguments{"--config", file.string()};
    arguments.insert(arguments.end(), o.arguments.begin(), o.arguments.end());
    pid_ = spawn(arguments, o.environment, in, err, err);
    ::close(in), ::close(err);
    if (o.wait_until_ready && !wait_ready()) {
        const auto text = log();
        ::kill(pid_, SIGKILL);
        wait_exit();
        FAIL("nucleusd did not become ready:\n" << text);
    }
    if (o.hold_to_openapi && o.wait_until_ready) {
        http_client plain{port_};
        openapi_ = std::make_unique<openapi_check>(plain.get("/openapi.json").body);
    }
}

server_process::~server_process() {
    if (exited_) return;
    const int code = stop();
    if (code != 0) {
        ::kill(pid_, SIGKILL);
        CHECK(code == 0);
        UNSCOPED_INFO(log());
    }
}

http_client server_process::client() const {
    http_client c{port_};
    if (openapi_) {
        c.observer_context = openapi_.get();
        c.observer = [](void* check, std::string_view method, std::string_view target,
                        const answer& a) {
            const auto problem = static_cast<openapi_check*>(check)->problem(method, target, a);
            if (!problem.empty())
                FAIL_CHECK("the answer does not fit /openapi.json: " << method << ' ' << target
                                                                     << " -> " << a.status << ": "
                                                                     << problem << "\n"
                                                                     << a.body.substr(0, 2000));
        };
    }
    return c;
}

void server_process::signal(int number) const { ::kill(pid_, number); }

int server_process::wait_exit(std::chrono::seconds limit) {
    if (exited_) return exit_code_;
    for (const auto until = steady_clock::now() + limit; steady_clock::now() < until;
         std::this_thread::sleep_for(5ms)) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) != pid_) continue;
        exited_ = true;
        return exit_code_ = code_of(status);
    }
    return -1;
}

int server_process::stop() {
    signal(SIGTERM);
    return wait_exit(40s);
}

bool server_process::wait_ready(std::chrono::seconds limit) const {
    for (const auto until = steady_clock::now() + limit; steady_clock::now() < until;
         std::this_thread::sleep_for(20ms)) {
        int status = 0;
        if (::waitid(P_PID, static_cast<id_t>(pid_), nullptr, WEXITED | WNOHANG | WNOWAIT) != 0)
            return false;
        siginfo_t gone{};
        ::waitid(P_PID, static_cast<id_t>(pid_), &gone, WEXITED | WNOHANG | WNOWAIT);
        if (gone.si_pid == pid_) return false;
        try {
            http_client probe{port_};
            status = probe.get("/readyz").status;
        } catch (const std::exception&) {
        }
        if (status == 200) return true;
    }
    return false;
}

std::string server_process::log() const { return slurp(folder_.path() / "log"); }

bool server_process::wait_log(std::string_view text, std::chrono::seconds limit) const {
    for (const auto until = steady_clock::now() + limit; steady_clock::now() < until;
         std::this_thread::sleep_for(10ms))
        if (log().find(text) != std::string::npos) return true;
    return false;
}

void server_process::write_config(std::string_view json) const {
    folder_.write("config.json", with_port(json, port_));
}

finished run_nucleusd(const std::vector<std::string>& arguments,
                      const std::map<std::string, std::string>& environment,
                      std::string_view input) {
    temp_folder folder;
    const auto in_file = folder.write("in", input);
    const int in = ::open(in_file.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = ::open((folder.path() / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int err = ::open((folder.path() / "err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const pid_t pid = spawn(arguments, environment, in, out, err);
    ::close(in), ::close(out), ::close(err);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return {code_of(status), slurp(folder.path() / "out"), slurp(folder.path() / "err")};
}

}
