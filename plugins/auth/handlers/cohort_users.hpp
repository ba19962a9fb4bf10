// COHORT_ADD_USERS, COHORT_REMOVE_USERS: POST and DELETE /userCohorts/:id/users.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct cohort_users {
    std::vector<uuid> user_ids;
};
NUCLEUS_DESCRIBE(cohort_users, (user_ids, "Of users", min_length(1), max_length(10'000)))

struct cohort_change {
    std::int64_t changed = 0, user_count = 0;
};
NUCLEUS_DESCRIBE(cohort_change, (changed, "How many of them it made a difference to"),
                 (user_count, "Members that the cohort has now"))

/// All of them or none; who is a member already stays one.
task<result<cohort_change>> add_to_cohort(auth_context& auth, request_context& rc,
                                          cohort_users body);
/// All of them or none; who is no member of it stays where they are.
task<result<cohort_change>> remove_from_cohort(auth_context& auth, request_context& rc,
                                               cohort_users body);

}
