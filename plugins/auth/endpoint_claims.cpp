#include "endpoint_claims.hpp"
#include <set>

namespace nucleus::auth {

std::vector<seed_claim> claims_of(const catalog& c) {
    std::vector<seed_claim> claims;
    std::set<std::string_view> known;
    for (const auto& e : c.rows())
        if (e.access.needs == access::level::claim && known.insert(e.access.claim_name).second)
            claims.push_back({e.access.claim_name, e.summary.substr(0, 500), e.path.substr(0, 200),
                              std::string{http::to_string(e.verb)}});
    return claims;
}

}
