// Where a client's requests go.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::http {

struct base_url {
    bool tls = false;
    std::string host;      ///< a name, or an address without brackets
    std::string port;      ///< a number
    std::string authority; ///< as the header Host has it
    std::string prefix;    ///< of every path; without a slash at its end
};

/// Throws std::invalid_argument with what is wrong.
[[nodiscard]] base_url read_base_url(std::string_view text);

}
