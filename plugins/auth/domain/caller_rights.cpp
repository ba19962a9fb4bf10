#include "domain/caller_rights.hpp"

namespace nucleus::auth {

caller_rights rights_of(const principal& who) {
    caller_rights all{who.user_id, who.is_god, who.roles, who.claims, {}};
    for (const auto& s : who.scopes) all.scopes.push_back({s.claim, s.filters});
    return all;
}

}
