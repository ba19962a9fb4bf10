#include "handlers/check.hpp"
#include "store/rights_store.hpp"
#include <nucleus/services/row_rights.hpp>

namespace nucleus::auth {

void check_together(const auth_context& auth, const check_request& body,
                    std::vector<fault>& found) {
    const auto goes_with = [&](const char* path, const char* other) {
        found.push_back({path, "required", std::string{"goes with "} + other});
    };
    if (body.entity && !body.id) goes_with("/id", "entity");
    if (body.id && !body.entity) goes_with("/entity", "id");
    if (body.entity && !body.claim) goes_with("/claim", "entity");
    if (!body.entity) return;
    const auto* rows = auth.services->find<row_rights>();
    if (rows == nullptr || !rows->serves(*body.entity))
        found.push_back({"/entity", "unknown", "there is no such table here"});
}

namespace {

bool has_role(const principal& who, const std::string& role) {
    return std::ranges::find(who.roles, role) != who.roles.end();
}

}

task<result<check_answer>> check(auth_context& auth, request_context& rc, check_request body) {
    const auto& who = *rc.caller;
    check_answer answer;
    if (!body.claim) {
        answer.allowed = true;
        answer.via = who.is_god ? std::vector<std::string>{"godmin"} : who.roles;
        answer.rights = rights_of(who);
        co_return answer;
    }
    answer.allowed = who.reaches(*body.claim);
    if (answer.allowed && body.entity) {
        auto* rows = auth.services->find<row_rights>();
        answer.allowed = co_await rows->allows(rc, who, *body.claim, *body.entity, *body.id);
    }
    if (!answer.allowed) co_return answer;
    if (who.is_god) {
        answer.via = {"godmin"};
        co_return answer;
    }
    const auto* scope = who.scope_of(*body.claim);
    if (scope != nullptr) answer.scope = scope->filters;
    const auto call = call_of(rc);
    answer.via =
        co_await roles_granting(*rc.database, call, who.user_id, *body.claim, scope != nullptr);
    if (who.as == principal::kind::api_key && !who.roles.empty()) // held to some of them
        std::erase_if(answer.via, [&](const auto& role) { return !has_role(who, role); });
    if (answer.via.empty()) answer.via = {"godmin"}; // a key of one, for some claims only
    co_return answer;
}

}
