// How a new session is let in.
#pragma once
#include "identity/settings.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

/// Adds the session, in the transaction of the sign-in, and ends the user's oldest ones beyond
/// maxPerUser: their ids. The user's row must be locked.
task<std::vector<uuid>> admit(pg::transaction& tx, session& made, const settings& s);

}
