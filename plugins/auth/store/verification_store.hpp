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

struct verified {
    uuid user_id;
    std::vector<uuid> sessions; ///< that are open, and show the account as it was
};
/// Uses the link up. None: it was used, or is too old.
task<std::optional<verified>> verify_address(pg::transaction& tx, const std::string& hash,
                                             instant now);

}
