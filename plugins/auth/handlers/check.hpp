// AUTH_CHECK: POST /auth/check, where resource servers ask what somebody may do.
#pragma once
#include "domain/caller_rights.hpp"
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct check_request {
    std::optional<std::string> claim, entity;
    std::optional<uuid> id;
};
NUCLEUS_DESCRIBE(check_request,
                 (claim, "An action; without one all rights are told", min_length(1),
                  max_length(100)),
                 (entity, "Table of a row that is kept here; goes with id", min_length(1),
                  max_length(63)),
                 (id, "Of that row"))

struct check_answer {
    bool allowed = false;
    std::vector<std::string> via;
    std::optional<std::vector<std::string>> scope;
    std::optional<caller_rights> rights;
};
NUCLEUS_DESCRIBE(check_answer, (allowed, "Whether the caller may"),
                 (via, "Roles that grant it; godmin grants everything"),
                 (scope, "For rows that pass any of these: own, or a filter as JSON text; absent: "
                         "for every row"),
                 (rights, "All of them, when no claim was named"))

/// Adds what is wrong across fields.
void check_together(const auth_context& auth, const check_request& body, std::vector<fault>& found);

task<result<check_answer>> check(auth_context& auth, request_context& rc, check_request body);

}
