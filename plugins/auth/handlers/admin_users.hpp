// ADMIN_UNLOCK, ADMIN_FORCE_PASSWORD_RESET, ADMIN_REVOKE_SESSIONS, ADMIN_SUSPEND_USER,
// ADMIN_REACTIVATE_USER: POST /auth/admin/users/:userId/….
#pragma once
#include "handlers/admin_action.hpp"

namespace nucleus::auth {

struct ended_sessions {
    std::int64_t revoked = 0;
};
NUCLEUS_DESCRIBE(ended_sessions, (revoked, "How many sessions were ended"))

struct forced_reset {
    std::int64_t revoked = 0;
    bool mailed = false;
};
NUCLEUS_DESCRIBE(forced_reset, (revoked, "How many sessions and API keys were ended"),
                 (mailed, "Whether a link to choose a new password goes out by mail"))

task<result<void>> admin_unlock(auth_context& auth, request_context& rc);
/// The password is gone, and with it the sessions, the API keys and all links that were mailed
/// before.
task<result<forced_reset>> admin_force_password_reset(auth_context& auth, request_context& rc);
task<result<ended_sessions>> admin_revoke_sessions(auth_context& auth, request_context& rc);
task<result<void>> admin_suspend(auth_context& auth, request_context& rc);
task<result<void>> admin_reactivate(auth_context& auth, request_context& rc);

}
