#include "domain/bulk_accounts.hpp"
#include <unordered_set>
#include <utility>

namespace nucleus::auth {

void skip(bulk_plan& plan, const std::function<const char*(const asked_account&)>& reason_against) {
    std::vector<asked_account> kept;
    kept.reserve(plan.accounts.size());
    for (auto& a : plan.accounts) {
        if (const auto* reason = reason_against(a))
            plan.skipped.push_back({a.email, reason});
        else
            kept.push_back(std::move(a));
    }
    plan.accounts = std::move(kept);
}

void skip_repeated(bulk_plan& plan) {
    std::unordered_set<std::string> emails, usernames;
    skip(plan, [&](const asked_account& a) -> const char* {
        if (!emails.insert(a.email).second) return "email_repeated";
        if (a.username && !usernames.insert(*a.username).second) return "username_repeated";
        return nullptr;
    });
}

}
