// Failures that are counted per name, whether or not there is such an account.
#pragma once
#include "identity/settings.hpp"
#include <nucleus/http/request_context.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// What failures of an identifier in normal form are counted under.
[[nodiscard]] std::string failure_key_of(const settings& s, std::string_view identifier);

/// Of all names of an account, as PostgreSQL's array.
[[nodiscard]] std::string failure_keys_of(const settings& s, std::string_view email,
                                          const std::optional<std::string>& username);

/// `account_locked` with Retry-After.
[[nodiscard]] error locked(instant until, instant now);

/// One more failure; `why`, or `account_locked` once there were too many. `id`: of the account, if
/// there is one.
task<error> count_refusal(const settings& s, request_context& rc, std::string_view key,
                          std::optional<uuid> id, const error_kind& why);

}
