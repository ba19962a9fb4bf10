#include "handlers/auth_context.hpp"
#include "domain/identifier.hpp"
#include "handlers/budgets.hpp"
#include "store/account_store.hpp"

namespace nucleus::auth {

arrival arrival_of(const auth_context& auth, const request_context& rc,
                   std::shared_ptr<const settings> rules,
                   const std::optional<secret_string>& device) {
    auto tokens = device_tokens(*rules, rc, device);
    return {std::move(rules), rc.tenant, std::move(tokens), auth.mails, auth.services};
}

task<result<void>> ask_for_mail(auth_context& auth, request_context& rc, mail_requests::kind what,
                                std::string email, std::optional<std::string> redirect_to) {
    const auto call = call_of(rc);
    co_await require_database(*rc.database, call);
    auto to = normal_form(email);
    const auto within = co_await spend_mail(auth, rc, to);
    if (!within) co_return within.error();
    co_return auth.requests->take({what, rc.schema, std::move(to), std::move(redirect_to)});
}

task<void> record(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                  std::string_view entity, std::string_view operation,
                  const std::vector<audited_row>& rows) {
    if (auto* trail = auth.services->find<audit_trail>())
        co_await trail->note(tx, rc, entity, operation, rows);
}

}
