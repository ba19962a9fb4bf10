// A mail server of the test's own (smtp_sink.py).
#pragma once
#include <boost/json/value.hpp>
#include <nucleus/testing/temp_folder.hpp>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace nucleus::testing {

/// Listens on a free port of the loopback interface from constructor to destructor.
class smtp_sink {
public:
    smtp_sink();
    ~smtp_sink();
    smtp_sink(const smtp_sink&) = delete;
    smtp_sink& operator=(const smtp_sink&) = delete;

    [[nodiscard]] std::string url() const { return "smtp://127.0.0.1:" + port_; }
    /// "accept", "refuse", …: of the connections from now on.
    void behave(std::string_view mode) const { folder_.write("mode", mode); }
    /// What it was sent so far, each {from, to, login, data}.
    [[nodiscard]] std::vector<boost::json::value> mails() const;
    [[nodiscard]] std::size_t connections() const;

private:
    [[nodiscard]] std::vector<std::string> lines_of(const char* file) const;

    temp_folder folder_;
    std::string port_;
    pid_t process_ = -1;
};

}
