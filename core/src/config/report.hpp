// What reading a configuration found.
#pragma once
#include <nucleus/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::config {

/// A field that names an environment variable.
struct env_reference {
    std::string name;
    std::string path; ///< "$.server.secret"
    bool resolved;    ///< the variable is set
};

/// `fault::path` is a JSON path ("$.server.port"), the name of a file, of an environment variable
/// or a flag. Messages never hold values of secrets.
struct report {
    std::vector<fault> faults;
    std::vector<std::string> warnings;
    std::vector<env_reference> references; ///< also when there are faults

    void add(std::string path, std::string code, std::string message); ///< once, if told again
    void warn(std::string message);                                    ///< likewise
    /// Whether there is a fault at that spot, around it or inside it.
    [[nodiscard]] bool knows(std::string_view path) const;
};

}
