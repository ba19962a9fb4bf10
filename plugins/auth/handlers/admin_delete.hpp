// ADMIN_HARD_DELETE_USER: DELETE /auth/admin/hard-delete/:userId.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

/// The user is gone with all that cascades, or nothing is; also one who was deleted softly.
task<result<void>> hard_delete(auth_context& auth, request_context& rc);

}
