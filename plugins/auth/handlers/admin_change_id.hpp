// ADMIN_CHANGE_USER_ID: POST /auth/admin/change-user-id.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct change_id_request {
    uuid user_id, new_user_id;
};
NUCLEUS_DESCRIBE(change_id_request, (user_id, "As it is"), (new_user_id, "As it shall be"))

struct moved_reference {
    std::string table, column;
    std::int64_t rows = 0;
};
NUCLEUS_DESCRIBE(moved_reference, (table, "Where"), (column, "Which held the id"),
                 (rows, "How many"))

struct changed_id {
    uuid user_id;
    std::vector<moved_reference> references;
    std::int64_t revoked = 0;
};
NUCLEUS_DESCRIBE(changed_id, (user_id, "As it is now"), (references, "What followed"),
                 (revoked, "How many sessions were ended, whose tokens tell the old id"))

void check_change_id(const auth_context& auth, const change_id_request& body,
                     std::vector<fault>& found);
task<result<changed_id>> change_user_id(auth_context& auth, request_context& rc,
                                        change_id_request body);

}
