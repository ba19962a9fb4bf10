// ADMIN_IMPERSONATE, ADMIN_IMPERSONATE_STOP: POST /auth/admin/impersonate, …/stop.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct impersonation_request {
    uuid user_id;
    std::optional<std::string> reason;
    std::optional<auth::token_delivery> token_delivery;
};
NUCLEUS_DESCRIBE(impersonation_request, (user_id, "In whose name"),
                 (reason, "Why, for the log", trimmed, max_length(500)),
                 (token_delivery, "As the caller's own token came, which is the default"))

struct impersonation_end {
    std::optional<auth::token_delivery> token_delivery;
};
NUCLEUS_DESCRIBE(impersonation_end,
                 (token_delivery, "As the session's token came, which is the default"))

/// A session in another's name. Its tokens take the place of the caller's own in the browser; a
/// client without cookies gets them in the answer.
task<result<login_success>> impersonate(auth_context& auth, request_context& rc,
                                        impersonation_request body);
/// Ends it, and hands over new tokens of the session behind it.
task<result<login_success>> stop_impersonating(auth_context& auth, request_context& rc,
                                               impersonation_end body);

}
