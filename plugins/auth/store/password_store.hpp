// Passwords of accounts: changed, set, and reset by mail.
#pragma once
#include "domain/account.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// The account, as far as it may sign in; none otherwise.
task<std::optional<account>> find_account(pg::database& db, pg::call c, const uuid& id);

/// Replaces the password if it is still the one with the hash `was` (empty: none), and ends the
/// sessions of the account, but not `kept`: their ids. None: it is another one by now, or the
/// account is gone.
struct password_change {
    uuid user_id;
    std::string was, becomes;
    bool ends_sessions = true;
    std::optional<uuid> kept{};
    instant at{};
};
task<std::optional<std::vector<uuid>>> change_password(pg::transaction& tx,
                                                       const password_change& p);

/// Uses a reset link up, which proves the address too: sets the password, ends all sessions and
/// locks (`failure_keys`, an array), voids other links. None: it was used, or is too old, by
/// now.
struct password_reset {
    uuid user_id;
    std::string token_hash, becomes, failure_keys;
    instant at{};
};
task<std::optional<std::vector<uuid>>> reset_password(pg::transaction& tx, const password_reset& r);

/// A sign-in by who has read a mail: forgets failures and locks, and takes the address for
/// confirmed. What was there before it was confirmed may be a stranger's: password and sessions
/// go. None: the account may not sign in, or has another address by now.
struct mailbox_entry {
    account who;
    std::vector<uuid> ended; ///< sessions
};
task<std::optional<mailbox_entry>> enter_by_mailbox(pg::transaction& tx, const uuid& user_id,
                                                    std::string_view email,
                                                    std::string_view failure_keys, instant now);

}
