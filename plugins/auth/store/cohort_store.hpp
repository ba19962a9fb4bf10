// Cohorts and their members.
#pragma once
#include "domain/account.hpp"
#include <nucleus/pg/database.hpp>
#include <vector>

namespace nucleus::auth {

/// How many members it has, as the table's triggers count them; none: there is no such cohort.
task<std::optional<std::int64_t>> members_of(pg::transaction& tx, const uuid& cohort);

/// Those of the users that there are; their rows are locked.
task<std::vector<uuid>> lock_users(pg::transaction& tx, const std::vector<uuid>& users);

/// What any of the users may do, one with another.
task<rights> rights_of_any(pg::transaction& tx, const std::vector<uuid>& users);

/// Each is a member of one cohort at most, so it leaves the one before: those who were no members.
task<std::vector<uuid>> join_cohort(pg::transaction& tx, const uuid& cohort,
                                    const std::vector<uuid>& users, const uuid& by, instant now);
/// Those who were members.
task<std::vector<uuid>> leave_cohort(pg::transaction& tx, const uuid& cohort,
                                     const std::vector<uuid>& users, const uuid& by, instant now);

}
