// What a password must be like; one rule for every path that sets one. Pure.
#pragma once
#include "config.hpp"
#include <nucleus/error.hpp>
#include <nucleus/secret_string.hpp>
#include <string_view>
#include <vector>

namespace nucleus::auth {

/// Every broken rule, at the JSON Pointer `path`. `email` and `username` (may be empty) must not be
/// part of the password. Length counts characters.
[[nodiscard]] std::vector<fault> broken_rules(const password_policy_config& policy,
                                              const secret_string& password, std::string_view email,
                                              std::string_view username,
                                              std::string_view path = "/password");

}
