#include "operations.hpp"
#include "changes.hpp"
#include "domain/subdomain.hpp"
#include "errors.hpp"
#include "orders.hpp"
#include <nucleus/async/sleep.hpp>

namespace nucleus::tenants {

namespace {

constexpr auto pause = std::chrono::milliseconds{200};

constexpr order_paths paths{"/email", "/password"};

performer whoever() { return {std::nullopt, "command line", {}}; }

tenant_summary summary_of(const tenant_record& t, bool outdated, const settings& s) {
    const auto& names = nucleus_choices(static_cast<const tenant_status*>(nullptr));
    return {t.id,
            t.subdomain,
            t.schema_name,
            t.company_name.value_or(""),
            t.plan,
            names.at(static_cast<std::size_t>(t.status)),
            t.created_at,
            t.deleted_at,
            t.version,
            t.last_error,
            outdated,
            t.confirm_before,
            removed_after(s, t)};
}

}

task<std::vector<tenant_summary>> operations::list() {
    const auto all = co_await all_tenants(db_, {home_});
    const auto version = co_await context_.versions->known();
    const auto outdated = co_await outdated_tenants(db_, {home_}, version.number);
    std::vector<tenant_summary> told;
    const auto s = context_.settings.now();
    for (const auto& t : all) told.push_back(summary_of(t, outdated.contains(t.id), *s));
    co_return told;
}

task<result<tenant_details>> operations::show(std::string tenant) {
    const auto key = folded(tenant);
    const auto id = uuid::parse(key);
    const pg::call call{home_};
    auto finding = id ? find_by_id(db_, call, *id) : find_by_name(db_, call, key, "{}");
    const auto found = co_await std::move(finding);
    if (!found) co_return error{nucleus::errors::not_found, "There is no such tenant."};
    const auto& t = found->of;
    auto told = co_await summary(t);
    tenant_details d{std::move(told), t.god_admin_email, t.max_users, t.suspended_reason, {}};
    const auto facts = facts_of(*context_.settings.now(), t, found->features);
    for (const auto& [name, config] : facts->features) d.features.push_back(name);
    co_return d;
}

task<tenant_summary> operations::summary(tenant_record t) {
    const auto version = co_await context_.versions->known();
    const auto counts = co_await count_outdated(db_, {home_}, version.number, t.id);
    co_return summary_of(t, counts.waiting + counts.failed > 0, *context_.settings.now());
}

/// Here, unless a server on the same database is quicker.
task<std::optional<tenant_record>> operations::made(uuid id) {
    for (;;) {
        co_await context_.maker->round();
        auto t = co_await find_tenant(db_, {home_}, id);
        if (!t || t->status != tenant_status::provisioning) co_return t;
        co_await sleep_until(steady::now() + pause);
    }
}

task<result<provisioned_tenant>> operations::provision(tenant_wanted what) {
    tenant_terms terms{{}, what.company, what.max_users};
    auto found = faults_in(terms, context_.settings.now()->config);
    check_order(*context_.settings.now(), what.plan, what.subdomain, found);
    check_administrator(context_, what.email, what.password, paths, found);
    if (!found.empty()) co_return error{nucleus::errors::validation_failed, {}, std::move(found)};
    tenant_order o{std::move(what.subdomain),
                   std::move(*terms.company),
                   std::move(what.email),
                   std::move(what.password),
                   std::move(what.plan),
                   what.max_users,
                   what.seed};
    const pg::call call{home_};
    auto placed = co_await place(context_, db_, call, std::move(o), whoever(), nullptr, paths);
    if (!placed) co_return placed.error();
    const auto t = co_await made(placed->id);
    if (!t || t->status == tenant_status::failed) co_return error{errors::provisioning_failed};
    auto told = co_await summary(*t);
    co_return provisioned_tenant{std::move(told), t->god_admin_email, std::move(placed->generated)};
}

task<result<tenant_summary>> operations::carry_out(tenant_wish what, std::string tenant,
                                                   std::optional<std::string> reason) {
    wanted_change w{what, folded(tenant), std::move(reason), whoever()};
    const pg::call call{home_};
    const auto done = co_await tenants::change(context_, db_, call, std::move(w));
    if (!done) co_return done.error();
    auto told = co_await summary(*done);
    co_return told;
}

task<result<tenant_summary>> operations::suspend(std::string tenant,
                                                 std::optional<std::string> reason) {
    return carry_out(tenant_wish::suspend, std::move(tenant), std::move(reason));
}

task<result<tenant_summary>> operations::reactivate(std::string tenant) {
    return carry_out(tenant_wish::reactivate, std::move(tenant), std::nullopt);
}

task<result<tenant_summary>> operations::change(std::string tenant, tenant_terms what) {
    wanted_terms w{folded(tenant), std::move(what), whoever()};
    const pg::call call{home_};
    const auto done = co_await change_terms(context_, db_, call, std::move(w));
    if (!done) co_return done.error();
    auto told = co_await summary(*done);
    co_return told;
}

task<result<tenant_summary>> operations::remove(std::string tenant, bool now) {
    auto done = co_await carry_out(tenant_wish::remove, std::move(tenant), std::nullopt);
    if (!done || !now) co_return done;
    const auto gone = co_await context_.undoer->remove(done->id);
    if (!gone) co_return gone.error();
    done->removed_after.reset(); // it has been
    co_return done;
}

task<tenant_administration::updated> operations::bring_up_to_date(
    std::optional<uuid> only, bool allow_destructive,
    std::function<void(std::string_view tenant, std::string_view why)> told) {
    co_await lift_pauses(db_, home_, only);
    const auto allowed = allow_destructive ? table_changes::destructive : table_changes::safe;
    const auto all = co_await context_.renewer->round(only, allowed, std::move(told));
    const auto version = co_await context_.versions->current();
    const auto left = co_await count_outdated(db_, {home_}, version.number, only);
    co_return updated{all.done(), all.failed(), left.waiting + left.failed, all.halted()};
}

}
