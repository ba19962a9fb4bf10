#include "store/rights_store.hpp"
#include "store/rows.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement select_granting{
    "auth.rights.via",
    "SELECT DISTINCT r.name FROM {schema}.users u, " AUTH_GRANTED_CLAIMS
    " AND u.id = $1::uuid AND c.action = $2 AND (rc.scope IS NOT NULL) = $3::boolean ORDER BY 1"};

}

task<std::vector<std::string>> roles_granting(pg::database& db, pg::call c, const uuid& user_id,
                                              const std::string& claim, bool scoped) {
    pg::parameters p{user_id, claim, scoped};
    const auto found = co_await db.read(c, select_granting, std::move(p));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < found.size(); ++i) names.emplace_back(found.text(i, 0));
    co_return names;
}

}
