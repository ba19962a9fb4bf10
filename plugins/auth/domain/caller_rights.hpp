// All that a caller may do, as AUTH_CHECK tells it to another nucleusd.
#pragma once
#include "domain/account.hpp"
#include <nucleus/principal.hpp>

namespace nucleus::auth {

struct caller_rights {
    uuid user_id;
    bool is_god = false;
    std::vector<std::string> roles, claims;
    std::vector<scoped_right> scopes;
    std::optional<uuid> impersonator_id{};
};
NUCLEUS_DESCRIBE(caller_rights, (user_id, "Of the user"), (is_god, "Passes every check"),
                 (roles, "Names of roles"), (claims, "Actions, for every row"),
                 (scopes, "Actions, for some rows only"),
                 (impersonator_id, "Who acts in their name"))

[[nodiscard]] caller_rights rights_of(const principal& who);

}
