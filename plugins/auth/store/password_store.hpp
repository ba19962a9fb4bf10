// Passwords of accounts: changed, set, and reset by mail.
#pragma once
#include "domain/account.hpp"
#include <chrono>
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// The account, as far as it may sign in; none otherwise.
task<std::optional<account>> find_account(pg::database& db, pg::call c, const uuid& id);

/// What a change of the password has ended.
struct ended {
    std::vector<uuid> sessions;
};

/// Replaces the password if it is still the one with the hash `was` (empty: none), and ends the
/// sessions of the account, but not `kept`. None: it is another one by now, or the account is gone.
struct password_change {
    uuid user_id;
    std::string was, becomes;
    bool ends_sessions = true;
    std::optional<uuid> kept{};
    instant at{};
};
task<std::optional<ended>> change_password(pg::transaction& tx, const password_change& p);

/// Whom a mail goes to.
struct recipient {
    uuid user_id;
    std::string email;
};

/// A link to reset the password of the account with that address, in place of older ones. None:
/// there is no such account, or it was sent one less than `cooldown` ago.
struct link_request {
    std::string email, token_hash;
    instant at{};
    std::chrono::milliseconds ttl{}, cooldown{};
};
task<std::optional<recipient>> add_reset(pg::transaction& tx, const link_request& r);

/// The account that a link which is good for now would reset.
task<std::optional<account>> find_reset(pg::database& db, pg::call c, std::string_view hash,
                                        instant now);

/// Uses the link up, which proves the address too: sets the password, ends all sessions and locks
/// (`failure_key` of the address), voids other links. None: it was used, or is too old, by now.
struct password_reset {
    std::string token_hash, becomes, failure_key;
    instant at{};
};
task<std::optional<ended>> reset_password(pg::transaction& tx, const password_reset& r);

/// Forgets links that were good until then.
task<void> prune_resets(pg::database& db, pg::call c, instant before);

}
