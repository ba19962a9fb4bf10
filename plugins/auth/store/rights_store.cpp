#include "store/rights_store.hpp"
#include "store/rows.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement select_granting{
    "auth.rights.via",
    "SELECT DISTINCT r.name FROM {schema}.users u, " AUTH_GRANTED_CLAIMS
    " AND u.id = $1::uuid AND c.action = $2 AND (rc.scope IS NOT NULL) = $3::boolean ORDER BY 1"};
constexpr pg::statement select_grants{
    "auth.rights.explain",
    "SELECT r.name, ur.is_active AND r.is_active AND coalesce(g.is_active, true), g.is_active IS "
    "NOT "
    "NULL, g.scope FROM {schema}.user_roles ur JOIN {schema}.roles r ON r.id = ur.role_id LEFT "
    "JOIN (SELECT rc.role_id, rc.scope, rc.is_active AND c.is_active AS is_active FROM "
    "{schema}.role_claims rc JOIN {schema}.claims c ON c.id = rc.claim_id WHERE c.action = $2) g "
    "ON g.role_id = r.id WHERE ur.user_id = $1::uuid ORDER BY r.name, g.scope NULLS FIRST"};

}

task<std::vector<role_grant>> explain_claim(pg::transaction& tx, const uuid& user_id,
                                            const std::string& claim) {
    pg::parameters p{user_id, claim};
    const auto found = co_await tx.run(select_grants, std::move(p));
    std::vector<role_grant> all;
    for (std::size_t r = 0; r < found.size(); ++r)
        all.push_back({std::string{found.text(r, 0)}, found.boolean(r, 1), found.boolean(r, 2),
                       found.text_or_null(r, 3)});
    co_return all;
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
