// What administrators do to accounts, in PostgreSQL.
#pragma once
#include "domain/account.hpp"
#include <nucleus/pg/database.hpp>
#include <string_view>

namespace nucleus::auth {

/// The account, also one that is switched off; none: there is no such account, or it was deleted.
task<std::optional<account>> account_of(pg::transaction& tx, const uuid& id);
/// The same of one that may be deleted.
task<std::optional<account>> any_account_of(pg::transaction& tx, const uuid& id);

/// Puts the account out of use, or into it again.
task<void> set_active(pg::transaction& tx, const uuid& id, bool active, const uuid& by,
                      instant now);

/// Forgets failed sign-ins of its names (`failure_keys`, an array) and the lock: false when there
/// were none.
task<bool> unlock(pg::transaction& tx, const uuid& id, std::string_view failure_keys);

/// The account has no password any more, and no link that was mailed to it is good.
task<void> take_password(pg::transaction& tx, const uuid& id, const uuid& by, instant now);

}
