#include "hooks/stored_scopes.hpp"
#include "domain/row_scope.hpp"
#include "store/json_paths.hpp"
#include <nucleus/log.hpp>

namespace nucleus::crud {

namespace {

constexpr pg::statement select_scopes{"crud.scopes.stored",
                                      "SELECT r.name, c.action, rc.scope FROM {schema}.role_claims "
                                      "rc JOIN {schema}.roles r ON r.id = "
                                      "rc.role_id JOIN {schema}.claims c ON c.id = rc.claim_id "
                                      "WHERE rc.scope IS NOT NULL ORDER BY 1, "
                                      "2, 3"};

std::string reason(const error& e) {
    return e.faults.empty() ? std::string{e.text()} : e.faults.front().message;
}

}

task<void> report_stored_scopes(pg::database& db, std::string schema,
                                const std::vector<std::unique_ptr<entity>>& entities) {
    const pg::call call{schema};
    const auto grants = co_await db.read(call, select_scopes);
    for (std::size_t r = 0; r < grants.size(); ++r) {
        const auto judged =
            judge_grant(entities, grants.text(r, 1), grants.text(r, 2), clock{}.now());
        std::string why;
        if (!judged) {
            why = reason(judged.error());
        } else if (*judged) {
            const auto sound = co_await check_json_paths(db, call, (*judged)->paths);
            if (!sound) why = reason(sound.error());
        }
        if (why.empty()) continue;
        log::warn("crud.scope", "a row scope makes no sense, so it reaches no row",
                  {{"schema", schema},
                   {"role", grants.text(r, 0)},
                   {"claim", grants.text(r, 1)},
                   {"why", why}});
    }
}

}
