#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <nucleus/testing/nucleusd.hpp>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
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

/// Forks and runs the binary; stdin, stdout and stderr are the given descriptors.
pid_t spawn(const std::string& binary, const std::vector<std::string>& arguments,
            const std::map<std::string, std::string>& environment, int in, int out, int err) {
    std::vector<char*> argv{const_cast<char*>(binary.c_str())};
    for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGTERM); // a test that crashes leaves no server behind
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::dup2(in, 0), ::dup2(out, 1), ::dup2(err, 2);
    ::execv(binary.c_str(), argv.data());
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
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(fd);
    if (!bound) throw std::runtime_error("no free port on 127.0.0.1");
    return ntohs(address.sin_port);
}

nucleusd::nucleusd(nucleusd_options o)
    : port_{free_port()} {
    const auto file = folder_.write("config.json", completed(o.config));
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int err =
        ::open((folder_.path() / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::vector<std::string> arguments{"--config", file.string()};
    arguments.insert(arguments.end(), o.arguments.begin(), o.arguments.end());
    pid_ = spawn(o.binary, arguments, o.environment, in, err, err);
    ::close(in), ::close(err);
    if (!o.wait_until_ready || wait_ready()) return;
    const auto text = log();
    ::kill(pid_, SIGKILL);
    wait_exit();
    throw std::runtime_error("nucleusd did not become ready:\n" + text);
}

nucleusd::~nucleusd() {
    if (exited_ || stop() >= 0) return;
    ::kill(pid_, SIGKILL);
    wait_exit();
}

std::string nucleusd::completed(std::string_view json) const {
    auto document = boost::json::parse(json);
    auto& root = document.as_object();
    for (const char* section : {"server", "database"})
        if (!root[section].is_object()) root[section] = boost::json::object{};
    root["server"].as_object()["port"] = port_;
    auto& database = root["database"].as_object();
    if (!database.contains("dataDir")) database["dataDir"] = (folder_.path() / "data").string();
    return boost::json::serialize(document);
}

void nucleusd::signal(int number) const { ::kill(pid_, number); }

int nucleusd::wait_exit(std::chrono::seconds limit) {
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

int nucleusd::stop() {
    signal(SIGTERM);
    return wait_exit(40s);
}

bool nucleusd::gone() const {
    siginfo_t about{};
    const auto options = WEXITED | WNOHANG | WNOWAIT; // wait_exit() collects it
    return ::waitid(P_PID, static_cast<id_t>(pid_), &about, options) != 0 || about.si_pid == pid_;
}

bool nucleusd::wait_ready(std::chrono::seconds limit) const {
    for (const auto until = steady_clock::now() + limit; steady_clock::now() < until;
         std::this_thread::sleep_for(20ms)) {
        if (gone()) return false;
        try {
            http_client probe{port_};
            if (probe.get("/readyz").status == 200) return true;
        } catch (const std::exception&) { // does not listen yet
        }
    }
    return false;
}

std::string nucleusd::log() const { return slurp(folder_.path() / "log"); }

bool nucleusd::wait_log(std::string_view text, std::chrono::seconds limit) const {
    for (const auto until = steady_clock::now() + limit; steady_clock::now() < until;
         std::this_thread::sleep_for(10ms))
        if (log().find(text) != std::string::npos) return true;
    return false;
}

bool nucleusd::wait_log(std::string_view text, int times) const {
    const auto count = [&] {
        const auto all = log();
        int found = 0;
        for (auto at = all.find(text); at != all.npos; at = all.find(text, at + text.size()))
            ++found;
        return found;
    };
    for (const auto until = steady_clock::now() + 10s; steady_clock::now() < until;
         std::this_thread::sleep_for(10ms))
        if (count() >= times) return true;
    return false;
}

void nucleusd::write_config(std::string_view json) const {
    folder_.write("config.json", completed(json));
}

finished run_nucleusd(const std::vector<std::string>& arguments,
                      const std::map<std::string, std::string>& environment, std::string_view input,
                      const std::string& binary) {
    temp_folder folder;
    const auto in_file = folder.write("in", input);
    const int in = ::open(in_file.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = ::open((folder.path() / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int err = ::open((folder.path() / "err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const pid_t pid = spawn(binary, arguments, environment, in, out, err);
    ::close(in), ::close(out), ::close(err);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return {code_of(status), slurp(folder.path() / "out"), slurp(folder.path() / "err")};
}

}
