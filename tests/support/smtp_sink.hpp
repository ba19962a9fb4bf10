// A mail server of the test's own (tests/smtp/sink.cjs).
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <nucleus/testing/temp_folder.hpp>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace nucleus::testing {

/// A key and a certificate that vouches for itself, for one `name`: "IP:127.0.0.1", "DNS:…".
class test_certificate {
public:
    explicit test_certificate(const std::string& name);
    [[nodiscard]] std::string key() const { return (folder_.path() / "key.pem").string(); }
    [[nodiscard]] std::string file() const { return (folder_.path() / "cert.pem").string(); }

private:
    temp_folder folder_;
};

struct sink_options {
    std::uint16_t port = 0;                        ///< 0: one that is free
    std::string tls = "none";                      ///< "starttls", "implicit": with `certificate`
    const test_certificate* certificate = nullptr; ///< of the server
    std::string sign_in{};                         ///< "PLAIN", "LOGIN"; empty: nobody has to
    std::string user = "god@example.com", password = "Almighty-Horse-9"; ///< that it lets in
};

/// Listens on the loopback interface from constructor to destructor.
class smtp_sink {
public:
    explicit smtp_sink(const sink_options& o = {});
    ~smtp_sink();
    smtp_sink(const smtp_sink&) = delete;
    smtp_sink& operator=(const smtp_sink&) = delete;

    [[nodiscard]] std::string url() const { return scheme_ + "://127.0.0.1:" + port_; }
    /// "accept", "refuse", … (they are listed in sink.cjs): of the connections from now on.
    void behave(std::string_view mode) const;
    /// What it was sent so far, each {from, to, user, encrypted, data, headers, subject, sender,
    /// text, html}: `data` as it came, the rest as an independent parser reads it.
    [[nodiscard]] std::vector<boost::json::value> mails() const;
    /// True once there are so many.
    [[nodiscard]] bool wait_mails(std::size_t count) const;
    /// Every line of the clients but those of messages.
    [[nodiscard]] std::string commands() const;
    [[nodiscard]] std::size_t connections() const;
    /// True once somebody has connected so often.
    [[nodiscard]] bool wait_connections(std::size_t count) const;

private:
    [[nodiscard]] std::vector<std::string> lines_of(const char* file) const;

    temp_folder folder_;
    std::string scheme_, port_;
    pid_t process_ = -1;
};

}
