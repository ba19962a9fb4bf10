// How a new session is let in: at once, or when a device that its user trusts has approved it.
#pragma once
#include "identity/settings.hpp"
#include "store/session_store.hpp"
#include <nucleus/services.hpp>
#include <nucleus/services/mailer.hpp>

namespace nucleus::auth {

/// What comes with a sign-in, beside who it is.
struct arrival {
    std::shared_ptr<const settings> rules;
    std::string tenant;
    std::string device_tokens;                   ///< of the browser or app, as it sent them
    mailer* mails = nullptr;                     ///< may be null
    const nucleus::services* services = nullptr; ///< where `notices` may be
};

/// Adds the session, in the transaction of the sign-in, and ends the user's oldest ones beyond
/// maxPerUser: their ids. The user's row must be locked. Where new devices have to be approved it
/// decides which this is, and one that is not known makes the session wait, and its user be told;
/// else `who` has logged in.
task<std::vector<uuid>> admit(pg::transaction& tx, session& made, account& who, const arrival& by);

/// A session from before new devices had to be approved was let in once: what it is on is trusted.
/// False when it has a device already, or is not its user's own.
task<bool> adopt(pg::transaction& tx, session& of, const arrival& by, const std::string& address,
                 instant now);

}
