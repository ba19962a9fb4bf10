// SESSIONS, SESSIONS_CURRENT, SESSIONS_STATS, SESSIONS_REVOKE, SESSIONS_REVOKE_ALL: one's own
// sessions, under /auth/sessions.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct session_list {
    std::vector<session_info> items;
};
NUCLEUS_DESCRIBE(session_list, (items, "Those that are alive, last used first"))

struct session_stats {
    std::int64_t active = 0, pending = 0, total = 0;
};
NUCLEUS_DESCRIBE(session_stats, (active, "Signed in"), (pending, "Waiting for approval"),
                 (total, "Both"))

struct session_choice {
    uuid id;
};
NUCLEUS_DESCRIBE(session_choice, (id, "Of the session"))

struct revoke_all_request {
    bool keep_current = false;
};
NUCLEUS_DESCRIBE(revoke_all_request, (keep_current, "Not the one that asks", defaulted))

struct revoked_sessions {
    std::int64_t revoked = 0;
};
NUCLEUS_DESCRIBE(revoked_sessions, (revoked, "How many ended"))

task<result<session_list>> list_sessions(auth_context& auth, request_context& rc);
task<result<session_info>> show_current_session(auth_context& auth, request_context& rc);
task<result<session_stats>> tally_sessions(auth_context& auth, request_context& rc);
task<result<void>> revoke_session(auth_context& auth, request_context& rc, session_choice body);
task<result<revoked_sessions>> revoke_all_sessions(auth_context& auth, request_context& rc,
                                                   revoke_all_request body);

}
