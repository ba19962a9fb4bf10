#include "support/private_postgres.hpp"
#include <atomic>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <libpq-fe.h>
#include <memory>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace nucleus::testing {

namespace {

namespace fs = std::filesystem;

/// The folder with initdb and postgres: the newest that the distribution installed.
fs::path binaries() {
    fs::path newest;
    int best = 0;
    for (const auto& version : fs::directory_iterator{"/usr/lib/postgresql"}) {
        const int number = std::atoi(version.path().filename().c_str());
        if (number <= best || !fs::exists(version.path() / "bin/initdb")) continue;
        best = number;
        newest = version.path() / "bin";
    }
    if (newest.empty()) throw std::runtime_error("no PostgreSQL in /usr/lib/postgresql");
    return newest;
}

/// PostgreSQL refuses to run as root.
const passwd* server_user() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

/// Runs a program as the server's user with its output appended to `log`. It ends with this
/// process, however that ends.
pid_t spawn(const std::vector<std::string>& command, const fs::path& log) {
    std::vector<char*> argv;
    for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const auto* user = server_user();
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 ||
                 ::setuid(user->pw_uid) != 0))
        ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int in = ::open("/dev/null", O_RDONLY);
    ::dup2(in, 0), ::dup2(out, 1), ::dup2(out, 2);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

int wait_for(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
}

[[noreturn]] void give_up(const std::string& what, const fs::path& log) {
    std::ostringstream text;
    text << std::ifstream{log}.rdbuf();
    throw std::runtime_error(what + ":\n" + text.str());
}

}

private_postgres::private_postgres(const options& o)
    : port_{o.port} {
    const auto* user = server_user();
    if (user && ::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error("cannot give " + folder_.path().string() + " to postgres");
    const auto log = folder_.path() / "log";
    const auto made =
        spawn({(binaries() / "initdb").string(), "-D", (folder_.path() / "data").string(), "-U",
               "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"},
              log);
    if (wait_for(made) != 0) give_up("initdb failed", log);
    for (const auto& [name, text] : o.files) {
        const auto file = folder_.path() / "data" / name;
        std::ofstream{file} << text;
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
        if (user && ::chown(file.c_str(), user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("cannot give " + file.string() + " to postgres");
    }
    std::ofstream{folder_.path() / "data/postgresql.conf", std::ios::app}
        << (port_ ? "listen_addresses = localhost\nport = " + std::to_string(port_)
                  : std::string{"listen_addresses = ''"})
        << '\n'
        << o.settings;
    start();
}

private_postgres::~private_postgres() { stop(); }

std::string private_postgres::dsn(const std::string& database) const {
    return "host=" + folder_.path().string() + " user=postgres dbname=" + database +
           (port_ ? " port=" + std::to_string(port_) : "");
}

void private_postgres::start() {
    if (server_ > 0) return;
    const auto log = folder_.path() / "log";
    server_ = spawn({(binaries() / "postgres").string(), "-D", (folder_.path() / "data").string(),
                     "-k", folder_.path().string(), "-c", "fsync=off", "-c", "max_connections=300",
                     "-c", "shared_buffers=32MB"},
                    log);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (::PQping(dsn().c_str()) != PQPING_OK) {
        int status = 0;
        if (::waitpid(server_, &status, WNOHANG) == server_) {
            server_ = -1;
            give_up("postgres ended", log);
        }
        if (std::chrono::steady_clock::now() > until) {
            stop();
            give_up("postgres does not answer", log);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

void private_postgres::stop() {
    if (server_ <= 0) return;
    ::kill(server_, SIGINT);
    wait_for(server_);
    server_ = -1;
}

std::string fresh_database() {
    static private_postgres shared;
    static std::atomic<int> count{0};
    const auto name = "test_" + std::to_string(++count);
    run_sql(shared.dsn(), "CREATE DATABASE " + name);
    return shared.dsn(name);
}

std::string run_sql(const std::string& dsn, const std::string& sql) {
    const std::unique_ptr<PGconn, decltype(&::PQfinish)> connection{::PQconnectdb(dsn.c_str()),
                                                                    &::PQfinish};
    const std::unique_ptr<PGresult, decltype(&::PQclear)> got{
        ::PQexec(connection.get(), sql.c_str()), &::PQclear};
    const auto status = ::PQresultStatus(got.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(sql + ": " + ::PQerrorMessage(connection.get()));
    return ::PQntuples(got.get()) > 0 && ::PQnfields(got.get()) > 0 ? ::PQgetvalue(got.get(), 0, 0)
                                                                    : std::string{};
}

}
