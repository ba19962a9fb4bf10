#include "orders.hpp"
#include "domain/subdomain.hpp"
#include "errors.hpp"
#include <algorithm>
#include <iterator>

namespace nucleus::tenants {

namespace {

task<bool> add(pg::transaction& tx, const new_tenant& n, const performer& by,
               const tenants_context& t, request_context*& request) {
    const bool added = co_await add_tenant(tx, n, by);
    audited_row row{n.id};
    if (added) co_await record(tx, t, request, "PROVISION", std::move(row));
    co_return added;
}

/// Faults as the service has them, at the fields that the client knows.
std::vector<fault> renamed(std::vector<fault> faults, order_paths paths) {
    for (auto& f : faults)
        if (f.path == "/email")
            f.path = paths.email;
        else if (f.path == "/password")
            f.path = paths.password;
    return faults;
}

}

void check_order(const settings& s, const std::optional<std::string>& plan,
                 std::string_view subdomain, std::vector<fault>& found) {
    const auto judged = judge_subdomain(subdomain, s.reserved);
    if (judged.fault)
        found.push_back({"/subdomain",
                         *judged.fault == subdomain_fault::reserved ? "reserved" : "malformed",
                         judged.why});
    if (plan && !find_plan(s.config, *plan))
        found.push_back({"/plan", "unknown", "must be one of " + plan_names(s.config)});
}

void check_administrator(const tenants_context& t, const std::string& email,
                         const std::optional<secret_string>& password, order_paths paths,
                         std::vector<fault>& found) {
    auto more = renamed(t.admins->faults_of(email, password), paths);
    std::ranges::move(more, std::back_inserter(found));
}

task<result<accepted_order>> place(const tenants_context& t, pg::database& db, pg::call call,
                                   tenant_order o, performer by, request_context* request,
                                   order_paths paths) {
    const auto s = t.settings.now();
    new_tenant n;
    n.id = uuid::v7();
    n.company_id = uuid::v7();
    n.subdomain = judge_subdomain(o.subdomain, s->reserved).name;
    n.schema_name = schema_of(n.subdomain);
    n.company_name = std::move(o.company_name);
    n.plan = o.plan.value_or(s->config.default_plan);
    n.max_users = o.max_users;
    n.seed = o.seed;
    n.address_proven = o.address_proven;
    // Before a password is hashed; what counts is below.
    const bool taken = co_await is_taken(db, call, n.subdomain, n.schema_name);
    if (taken) co_return error{errors::subdomain_taken};
    if (request && !o.address_proven) {
        const auto within = co_await t.admins->spend_mail(*request, o.admin_email);
        if (!within) co_return within.error();
    }
    auto draft = co_await t.admins->draft(std::move(o.admin_email), std::move(o.admin_password));
    if (!draft) {
        auto e = draft.error();
        e.faults = renamed(std::move(e.faults), paths);
        co_return e;
    }
    n.admin_email = std::move(draft->who.email);
    n.admin_password_hash = std::move(draft->who.password_hash);
    const bool added = co_await pg::transact<&add>(db, call, n, by, t, request);
    if (!added) co_return error{errors::subdomain_taken};
    t.maker->look();
    co_return accepted_order{n.id, std::move(draft->generated)};
}

}
