// A real nucleusd, started by a test and stopped with it.
#pragma once
#include "support/http_client.hpp"
#include "support/temp_folder.hpp"
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace nucleus::testing {

class openapi_check;

struct server_options {
    std::string config; ///< JSON; server.port is added by the harness
    std::map<std::string, std::string> environment;
    std::vector<std::string> arguments; ///< after --config FILE
    bool wait_until_ready = true;
    bool hold_to_openapi = true; ///< every answer must fit the document
};

/// A free TCP port of the loopback interface.
[[nodiscard]] std::uint16_t free_port();

/// Runs `nucleusd --config FILE` in a folder of its own. The destructor stops it and fails the test
/// when it does not drain to exit code 0 (unless the test stopped it by itself).
class server_process {
public:
    explicit server_process(server_options o);
    ~server_process();
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] pid_t pid() const { return pid_; }
    /// A new user agent; its answers are held against the server's OpenAPI document.
    [[nodiscard]] http_client client() const;

    void signal(int number) const;
    /// Waits for the process to end; its exit code, or 128 + signal. -1 after `limit`.
    int wait_exit(std::chrono::seconds limit = std::chrono::seconds{20});
    /// TERM and wait.
    int stop();
    /// True once GET /readyz answers 200.
    bool wait_ready(std::chrono::seconds limit = std::chrono::seconds{60}) const;
    /// Everything it wrote to stderr so far.
    [[nodiscard]] std::string log() const;
    /// True once `text` stands in the log.
    bool wait_log(std::string_view text,
                  std::chrono::seconds limit = std::chrono::seconds{10}) const;
    /// Rewrites the config file (server.port is kept); then signal(SIGHUP).
    void write_config(std::string_view json) const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

private:
    temp_folder folder_;
    std::uint16_t port_;
    pid_t pid_ = -1;
    int exit_code_ = -1;
    bool exited_ = false;
    std::unique_ptr<openapi_check> openapi_;
};

/// Runs `nucleusd ARGUMENTS` to its end with `input` on stdin.
struct finished {
    int code;
    std::string out;
    std::string err;
};
[[nodiscard]] finished run_nucleusd(const std::vector<std::string>& arguments,
                                    const std::map<std::string, std::string>& environment = {},
                                    std::string_view input = {});

}
