// Roles that somebody gives away.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

/// That there are such roles (else faults at /roles/…), and that `by`, as they are now, has every
/// claim which these hold; godmin is given by godmins only.
task<result<void>> may_give(pg::database& db, pg::call c, uuid by,
                            const std::vector<std::string>& roles);

}
