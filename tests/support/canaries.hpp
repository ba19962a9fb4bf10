// What must not be found in a log or in an answer, whatever a test is about.
#pragma once
#include <map>
#include <mutex>
#include <nucleus/testing/http_client.hpp>
#include <set>
#include <string>
#include <string_view>

namespace nucleus::testing {

/// Passwords of the tests (nearly all end alike), secrets of the environment, and the tokens that the
/// server gave away. Any thread.
class canaries {
public:
    /// Values of variables that are named as secrets are.
    explicit canaries(const std::map<std::string, std::string>& environment);
    /// Tokens of the answer are secret from now on.
    void learn(const answer& a);
    void learn(std::string_view secret);

    /// The beginning of a secret in a log, or empty.
    [[nodiscard]] std::string found_in(std::string_view log) const;
    /// A password, or a secret of the environment, in the body of an answer; or empty.
    [[nodiscard]] std::string found_in(const answer& a) const;

private:
    mutable std::mutex guard_;
    std::set<std::string, std::less<>> environment_, tokens_;
};

}
