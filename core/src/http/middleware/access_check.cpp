#include "http/middleware/access_check.hpp"

namespace nucleus::http {

result<void> check_access(const access& required, const principal* caller) {
    using level = access::level;
    if (required.needs == level::anyone) return {};
    if (caller == nullptr) return error{errors::unauthenticated};
    switch (required.needs) {
    case level::anyone:
    case level::caller: return {};
    case level::session:
        if (caller->as == principal::kind::session) return {};
        return error{errors::forbidden,
                     "This needs an interactive session; an API key is not enough."};
    case level::claim:
        if (required.by_rows ? caller->reaches(required.claim_name)
                             : caller->has(required.claim_name))
            return {};
        return error{errors::forbidden,
                     "Your account lacks the claim " + required.claim_name + "."};
    case level::godmin:
        if (caller->is_god) return {};
        break;
    }
    return error{errors::forbidden};
}

}
