#include "domain/caller_rights.hpp"

namespace nucleus::auth {

caller_rights rights_of(const principal& who) {
    caller_rights all{who.user_id, who.is_god, who.roles, who.claims, {}};
    all.impersonator_id = who.impersonator_id;
    for (const auto& s : who.scopes) all.scopes.push_back({s.claim, s.filters});
    return all;
}

}
