// Proof by who is signed in already.
#pragma once
#include "domain/account.hpp"
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

/// The account of who is signed in, as it is now.
task<result<account>> own_account(request_context& rc);

/// Whether it is the account's. Guesses with somebody's session in hand count as failed sign-ins
/// do: `wrong_password`, or `account_locked`.
task<result<void>> check_current(auth_context& auth, request_context& rc, const settings& s,
                                 const account& who, const secret_string& current);

}
