#include "handlers/given_roles.hpp"
#include "domain/authority.hpp"
#include "store/invitation_store.hpp"
#include "store/password_store.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

/// Roles that there are, and that hold nothing which the giver has not got.
result<void> check_roles(const account& by, const std::vector<std::string>& asked,
                         const role_grants& found) {
    std::vector<fault> faults;
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (std::ranges::find(found.roles, asked[i]) == found.roles.end())
            faults.push_back(
                {"/roles/" + std::to_string(i), "unknown_role", "there is no such role"});
    if (!faults.empty()) return error{nucleus::errors::validation_failed, {}, std::move(faults)};
    const bool god = std::ranges::find(asked, "godmin") != asked.end();
    if ((god && !by.is_god) || !holds_all(by, found.claims))
        return error{nucleus::errors::forbidden, "These roles may do more than you may."};
    return {};
}

}

task<result<void>> may_give(pg::database& db, pg::call c, uuid by,
                            const std::vector<std::string>& roles) {
    const auto who = co_await find_account(db, c, by);
    if (!who) co_return error{nucleus::errors::forbidden};
    const auto grants = co_await find_grants(db, c, roles);
    co_return check_roles(*who, roles, grants);
}

}
