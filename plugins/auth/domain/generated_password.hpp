// Passwords that are made up for people. Pure.
#pragma once
#include "config.hpp"
#include <functional>
#include <nucleus/secret_string.hpp>
#include <string>
#include <string_view>

namespace nucleus::auth {

/// The length when nobody says one, as far as the policy allows it.
[[nodiscard]] int usual_length(const password_policy_config& policy);

/// One that fulfils the policy, each as likely as any other of that length: letters and digits that
/// are not taken for one another, with special characters where the policy wants one. `random`
/// answers as many random bytes as it is asked for. Throws std::runtime_error when the policy
/// cannot be met.
[[nodiscard]] secret_string make_password(const password_policy_config& policy, int length,
                                          std::string_view email, std::string_view username,
                                          const std::function<std::string(std::size_t)>& random);

}
