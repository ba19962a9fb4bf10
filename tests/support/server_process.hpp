// A real nucleusd whose every answer is held against its own OpenAPI document.
#pragma once
#include <memory>
#include <nucleus/testing/nucleusd.hpp>

namespace nucleus::testing {

struct server_options {
    std::string config; ///< JSON, completed by the kit
    std::map<std::string, std::string> environment;
    std::vector<std::string> arguments; ///< after --config FILE
    bool wait_until_ready = true;
    bool hold_to_openapi = true; ///< every answer must fit the document
};

/// The destructor fails the test when the server does not drain to exit code 0 (unless the test
/// stopped it by itself), and when a secret stands in its log.
class server_process : public nucleusd {
public:
    explicit server_process(server_options o);
    ~server_process();

    /// A new user agent; its answers are held against the server's OpenAPI document, and must not
    /// repeat secrets.
    [[nodiscard]] http_client client() const;
    /// The process that serves; -1 while there is none.
    [[nodiscard]] pid_t serving_child() const;
    /// One more text that must not stand in its log, e.g. the token of a mail.
    void must_not_log(std::string_view secret);

private:
    struct watch;
    std::unique_ptr<watch> watch_;
};

}
