// Whether an address is its owner's, shown by a mailed link.
#pragma once
#include "store/account_store.hpp"
#include <chrono>

namespace nucleus::auth {

struct link_request {
    std::string email, token_hash;
    instant at{};
    std::chrono::milliseconds ttl{}, cooldown{};
};
/// A link that confirms the address of an account that has not done so, in place of an older one.
/// None: there is no such account, or it was sent one less than `cooldown` ago.
task<std::optional<recipient>> add_verification(pg::transaction& tx, const link_request& r);

/// The hash of an account that has not confirmed its address; empty: there is none, or it has none.
task<std::string> unconfirmed_password(pg::database& db, pg::call c, const std::string& email);

/// An address that is registered again, with another password, before it was confirmed belongs to
/// nobody yet: takes the password and the link of whoever came first away, and ends their sessions.
/// None: there is no such account, or its address is confirmed.
struct contested {
    recipient owner;
    std::vector<uuid> ended; ///< sessions
};
task<std::optional<contested>> contest_address(pg::transaction& tx, const std::string& email,
                                               instant now);

struct verified {
    uuid user_id;
    std::vector<uuid> ended; ///< sessions from before: whose they are was not known
};
/// Uses the link up. None: it was used, or is too old.
task<std::optional<verified>> verify_address(pg::transaction& tx, const std::string& hash,
                                             instant now);

}
