// A real nucleusd, started by a test and stopped with it.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <nucleus/testing/http_client.hpp>
#include <nucleus/testing/temp_folder.hpp>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace nucleus::testing {

struct nucleusd_options {
    std::string config; ///< JSON; server.port, and database.dataDir unless given, are added
    std::map<std::string, std::string> environment;
    std::vector<std::string> arguments; ///< after --config FILE
    bool wait_until_ready = true;
    std::string binary = NUCLEUSD_BINARY; ///< the one that belongs to this kit
};

/// A free TCP port of the loopback interface.
[[nodiscard]] std::uint16_t free_port();

/// Runs `nucleusd --config FILE` in a folder of its own. The constructor throws std::runtime_error
/// with the server's log when it does not become ready; the destructor stops it.
class nucleusd {
public:
    explicit nucleusd(nucleusd_options o);
    ~nucleusd();
    nucleusd(const nucleusd&) = delete;
    nucleusd& operator=(const nucleusd&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] http_client client() const { return http_client{port_}; } ///< a new user agent

    void signal(int number) const;
    /// Waits for the process to end; its exit code, or 128 + signal. -1 after `limit`.
    int wait_exit(std::chrono::seconds limit = std::chrono::seconds{20});
    /// TERM and wait: 0 after a clean drain.
    int stop();
    [[nodiscard]] bool exited() const { return exited_; } ///< as far as wait_exit() has seen
    /// True once GET /readyz answers 200.
    bool wait_ready(std::chrono::seconds limit = std::chrono::seconds{60}) const;
    /// Everything it wrote to stderr so far.
    [[nodiscard]] std::string log() const;
    /// True once `text` stands in the log.
    bool wait_log(std::string_view text,
                  std::chrono::seconds limit = std::chrono::seconds{10}) const;
    /// The same, when it has come so often.
    bool wait_log(std::string_view text, int times) const;
    /// Rewrites the config file (port and folder are kept); then signal(SIGHUP).
    void write_config(std::string_view json) const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

private:
    [[nodiscard]] std::string completed(std::string_view json) const;
    [[nodiscard]] bool gone() const;

    temp_folder folder_;
    std::uint16_t port_;
    pid_t pid_ = -1;
    int exit_code_ = -1;
    bool exited_ = false;
};

/// Runs `nucleusd ARGUMENTS` to its end with `input` on stdin.
struct finished {
    int code;
    std::string out;
    std::string err;
};
[[nodiscard]] finished run_nucleusd(const std::vector<std::string>& arguments,
                                    const std::map<std::string, std::string>& environment = {},
                                    std::string_view input = {},
                                    const std::string& binary = NUCLEUSD_BINARY);

}
