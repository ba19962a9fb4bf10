#include "http/middleware/access_check.hpp"

namespace nucleus::http {

result<void> check_access(const access& required, const principal* caller) {
    using level = access::level;
    if (caller == nullptr)
        return required.needs == level::anyone ? result<void>{} : error{errors::unauthenticated};
    const bool interactive = required.interactive || required.needs == level::session;
    if (interactive && caller->as != principal::kind::session)
        return error{errors::forbidden,
                     "This needs an interactive session; an API key is not enough."};
    if (required.oneself && caller->impersonator_id)
        return error{errors::impersonation_forbidden, "This cannot be done in another's name."};
    switch (required.needs) {
    case level::anyone:
    case level::caller:
    case level::session: return {};
    case level::claim:
        if (required.by_rows ? caller->reaches(required.claim_name)
                             : caller->has(required.claim_name))
            return {};
        return error{errors::forbidden,
                     (caller->as == principal::kind::api_key ? "This key does not carry the claim "
                                                             : "Your account lacks the claim ") +
                         required.claim_name + "."};
    case level::godmin:
        if (caller->is_god) return {};
        break;
    }
    return error{errors::forbidden};
}

}
