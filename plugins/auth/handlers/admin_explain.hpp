// ADMIN_EXPLAIN: GET /auth/admin/explain.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct explain_request {
    uuid user_id;
    std::string claim;
    std::optional<std::string> entity;
    std::optional<uuid> id;
};
NUCLEUS_DESCRIBE(explain_request, (user_id, "Whose rights"),
                 (claim, "An action", min_length(1), max_length(100)),
                 (entity, "Table of a row; goes with id", min_length(1), max_length(63)),
                 (id, "Of that row"))

struct grant_decision {
    std::string role, claim;
    std::optional<std::string> scope;
    std::optional<bool> matches;
    bool allowed = false;
};
NUCLEUS_DESCRIBE(grant_decision, (role, "Of the user"), (claim, "What was asked"),
                 (scope, "For rows that pass it; null: for every row", nullable),
                 (matches,
                  "Whether the role holds the claim and, where a row was named, reaches "
                  "it; null: that depends on the row",
                  nullable),
                 (allowed, "Whether it allows that; false as well where it is switched off"))

struct explanation {
    bool allowed = false, active = false;
    std::vector<grant_decision> decisions;
};
NUCLEUS_DESCRIBE(explanation, (allowed, "Whether they may"),
                 (active, "Whether the account is in use at all"),
                 (decisions, "Of each role, for each time that it grants the claim"))

/// What AUTH_CHECK would tell them, and why.
task<result<explanation>> explain(auth_context& auth, request_context& rc,
                                  query<explain_request> asked);

}
