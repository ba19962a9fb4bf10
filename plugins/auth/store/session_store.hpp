// Sessions in PostgreSQL.
#pragma once
#include "domain/account.hpp"
#include "domain/session.hpp"
#include <nucleus/json/json.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// The topic on which the end of a session or an API key, or a change of it, is announced; the
/// payload is its id.
inline constexpr std::string_view session_topic = "auth.session";
/// The topic on which changes of roles and claims are announced; the payload is the schema.
inline constexpr std::string_view rights_topic = "auth.rights";

/// Announces those whose ids are in the first column: the ids.
task<std::vector<uuid>> announce_ids(pg::transaction& tx, const pg::rows& credentials);

/// Unless it waits, or is in another's name, its user has logged in with it: that is noted in their
/// row, which must be locked (accept_password, lock_user) until revoke_beyond(), or two sign-ins
/// would both stay.
task<void> add_session(pg::transaction& tx, const session& s);

/// Whose sessions, and when they count as alive.
struct session_owner {
    uuid user_id;
    instant now;
    std::optional<std::chrono::milliseconds> idle_timeout;

    /// What was not used since then is over.
    [[nodiscard]] std::optional<instant> idle_since() const {
        if (!idle_timeout) return std::nullopt;
        return now - std::chrono::duration_cast<std::chrono::microseconds>(*idle_timeout);
    }
};
/// Ends the oldest of their live sessions of that approval status until `most` are left, and
/// announces that: their ids. Impersonated ones take no place.
task<std::vector<uuid>> revoke_beyond(pg::transaction& tx, const session_owner& o, int most,
                                      std::string_view status = "approved");

struct signed_in {
    session of;
    account who;
};
/// Also when it is over; none when it never was or its user is gone.
task<std::optional<signed_in>> find_session(pg::database& db, pg::call c, const uuid& id);

/// The same with what else ME tells, as JSON: {profile, addresses, phones, files}.
struct signed_in_details {
    signed_in in;
    std::string belongings;
};
task<std::optional<signed_in_details>> find_details(pg::database& db, pg::call c, const uuid& id);

/// Generation `from` becomes the next one; false when it was not in force any more.
task<bool> rotate(pg::database& db, pg::call c, const uuid& id, std::int64_t from, instant now);

/// The session is in use, though its tokens are not; announced, since it ends later now.
task<void> note_activity(pg::transaction& tx, const uuid& id, instant now);

/// Whatever its generation is, the next one: for whoever comes back to a session without its
/// refresh token. None: it is over.
task<std::optional<std::int64_t>> rotate_anew(pg::transaction& tx, const uuid& id, instant now);

/// Ends those of the user, but not `kept`, and announces that: their ids.
task<std::vector<uuid>> revoke_all(pg::transaction& tx, const uuid& user_id,
                                   const std::optional<uuid>& kept, std::string_view reason,
                                   instant now);

/// Those of the user that are open, and their API keys, announced so that every node reads them
/// anew: their ids.
task<std::vector<uuid>> refresh_all(pg::transaction& tx, const uuid& user_id);

/// Ends it and announces that; false when it was over already.
task<bool> revoke(pg::transaction& tx, const uuid& id, std::string_view reason, instant now);

/// Forgets sessions that expired before then; a revoked one expires when it would have anyway.
task<void> prune_sessions(pg::database& db, pg::call c, instant before);

}
