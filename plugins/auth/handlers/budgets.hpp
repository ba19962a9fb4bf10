// How often one account may be tried, and one mailbox be written to.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

/// One more try at the account of this name in normal form, whether or not there is one: as many as
/// one address has (rateLimit.authRoutes), however many addresses they come from.
task<result<void>> spend_attempt(auth_context& auth, request_context& rc, std::string_view name);

/// One more request that has something mailed to this address in normal form, whatever for, and
/// whether or not it has an account (authentication.mailBudget).
task<result<void>> spend_mail(auth_context& auth, request_context& rc, std::string_view email);

/// After what a mail to the same address is a repetition.
[[nodiscard]] instant cooling_since(const settings& s, instant now);
/// `rate_limited` until the cooldown after `last` is over.
[[nodiscard]] error still_cooling(const settings& s, instant last, instant now);

}
