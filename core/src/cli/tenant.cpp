// tenant list|show|provision|suspend|reactivate|change|delete.
#include "cli/password_prompt.hpp"
#include "cli/reading.hpp"
#include "cli/tenant_service.hpp"
#include <cstdio>
#include <nucleus/json/json.hpp>
#include <nucleus/services/tenant_administration.hpp>

namespace nucleus::cli {

namespace {

std::string state_of(const tenant_summary& t) {
    if (!t.deleted_at) return t.status;
    return t.version ? "to be deleted" : "being deleted";
}

/// Whoever signs up has chosen it: it is to do nothing to the terminal.
std::string printable(std::string text) {
    for (auto& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text;
}

void write_members(json::writer& w, const tenant_summary& t) {
    w.key("id");
    w.value(t.id.text()).key("subdomain");
    w.value(t.subdomain).key("schema");
    w.value(t.schema).key("company");
    w.value(t.company).key("plan");
    w.value(t.plan).key("status");
    w.value(t.status).key("createdAt");
    w.value(format_instant(t.created_at));
    if (t.confirm_before) w.key("confirmBefore").value(format_instant(*t.confirm_before));
    if (t.deleted_at) w.key("deletedAt").value(format_instant(*t.deleted_at));
    if (t.removed_after) w.key("removedAfter").value(format_instant(*t.removed_after));
    if (t.last_error) w.key("lastError").value(*t.last_error);
}

void write(json::writer& w, const tenant_summary& t) {
    w.begin_object();
    write_members(w, t);
    w.end_object();
}

void print(const std::vector<tenant_summary>& all, bool as_json) {
    std::string out;
    json::writer w{out};
    w.begin_array();
    for (const auto& t : all) {
        if (!as_json)
            std::printf("%s  %s  %s  %s  %s\n", t.subdomain.c_str(), state_of(t).c_str(),
                        t.plan.c_str(), t.id.text().c_str(), printable(t.company).c_str());
        write(w, t);
    }
    w.end_array();
    if (as_json) std::puts(out.c_str());
}

void print(const provisioned_tenant& made, bool as_json) {
    std::string out;
    json::writer w{out};
    w.begin_object().key("tenant");
    write(w, made.tenant);
    w.key("email").value(made.email);
    if (made.generated) w.key("generatedPassword").value(made.generated->reveal());
    w.end_object();
    if (as_json) {
        std::puts(out.c_str());
        return;
    }
    std::printf("%s\n", made.tenant.id.text().c_str());
    if (made.generated) std::printf("%s\n", std::string{made.generated->reveal()}.c_str());
}

void print_json(const tenant_details& t) {
    std::string out;
    json::writer w{out};
    w.begin_object();
    write_members(w, t.of);
    w.key("email").value(t.email);
    if (t.max_users) w.key("maxUsers").value(*t.max_users);
    if (t.suspended_reason) w.key("suspendedReason").value(*t.suspended_reason);
    w.key("features").begin_array();
    for (const auto& f : t.features) w.value(f);
    w.end_array().end_object();
    std::puts(out.c_str());
}

void print_text(const tenant_details& t) {
    const auto line = [](const char* what, const std::string& value) {
        if (!value.empty()) std::printf("%-15s %s\n", what, printable(value).c_str());
    };
    std::string features;
    for (const auto& f : t.features) features.append(features.empty() ? "" : ", ").append(f);
    line("subdomain", t.of.subdomain);
    line("state", state_of(t.of));
    line("reason", t.suspended_reason.value_or(""));
    line("id", t.of.id.text());
    line("schema", t.of.schema);
    line("company", t.of.company);
    line("administrator", t.email);
    line("plan", t.of.plan);
    line("max users", t.max_users ? std::to_string(*t.max_users) : "the plan's");
    line("features", features);
    line("created", format_instant(t.of.created_at));
    if (t.of.confirm_before)
        line("confirm before",
             format_instant(*t.of.confirm_before) + ", or it is removed, unless somebody has");
    if (t.of.removed_after) line("removed after", format_instant(*t.of.removed_after));
    line("last error", t.of.last_error.value_or(""));
}

int administrate(const common& c, const std::function<task<int>(tenant_administration&)>& work) {
    const auto w = read_world(c);
    return w ? with_tenants(*w, work) : failed;
}

task<int> list(tenant_administration& all, bool as_json) {
    auto asked = all.list();
    const auto found = co_await std::move(asked);
    print(found, as_json);
    co_return done;
}

task<int> show(tenant_administration& all, const std::string& tenant, bool as_json) {
    auto asked = all.show(tenant);
    const auto found = co_await std::move(asked);
    if (!found) co_return complain_of(found.error());
    as_json ? print_json(*found) : print_text(*found);
    co_return done;
}

task<int> provision(tenant_administration& all, tenant_wanted what, bool as_json) {
    auto making = all.provision(std::move(what));
    const auto made = co_await std::move(making);
    if (!made) co_return complain_of(made.error());
    print(*made, as_json);
    co_return done;
}

task<int> tell(task<result<tenant_summary>> change, bool as_json) {
    const auto changed = co_await std::move(change);
    if (!changed) co_return complain_of(changed.error());
    print(std::vector{*changed}, as_json);
    co_return done;
}

task<int> remove(tenant_administration& all, const tenant_options& o, bool as_json) {
    auto removing = all.remove(o.tenant, o.now);
    const auto gone = co_await std::move(removing);
    if (!gone) co_return complain_of(gone.error());
    if (as_json || !o.now) print(std::vector{*gone}, as_json);
    if (o.now)
        complain("it is removed, with all its data");
    else if (!gone->version)
        complain("it was never complete, and is removed in a moment");
    else if (gone->removed_after)
        complain("it is shut, and removed with all its data after " +
                 format_instant(*gone->removed_after) +
                 "; until then 'nucleusd tenant reactivate " + gone->subdomain +
                 "' takes it back, and ends a suspension too");
    co_return done;
}

}

int tenant_list(const common& c) {
    return administrate(c, [&](tenant_administration& all) { return list(all, c.json); });
}

int tenant_show(const common& c, const tenant_options& o) {
    return administrate(c, [&](tenant_administration& all) { return show(all, o.tenant, c.json); });
}

int tenant_provision(const common& c, const tenant_options& o) {
    tenant_wanted what{o.tenant,     o.company,   o.email,   std::nullopt,
                       std::nullopt, o.max_users, !o.no_seed};
    if (!o.plan.empty()) what.plan = o.plan;
    if (!o.generate_password) what.password = ask_password();
    return administrate(c,
                        [&](tenant_administration& all) { return provision(all, what, c.json); });
}

int tenant_suspend(const common& c, const tenant_options& o) {
    const auto reason = o.reason.empty() ? std::nullopt : std::optional{o.reason};
    return administrate(
        c, [&](tenant_administration& all) { return tell(all.suspend(o.tenant, reason), c.json); });
}

int tenant_reactivate(const common& c, const tenant_options& o) {
    return administrate(
        c, [&](tenant_administration& all) { return tell(all.reactivate(o.tenant), c.json); });
}

int tenant_change(const common& c, const tenant_options& o) {
    tenant_terms what{o.new_plan, o.new_company, {}};
    if (o.new_limit) what.max_users.emplace();
    if (o.new_limit && *o.new_limit != "none") *what.max_users = std::stoi(*o.new_limit);
    return administrate(
        c, [&](tenant_administration& all) { return tell(all.change(o.tenant, what), c.json); });
}

int tenant_delete(const common& c, const tenant_options& o) {
    return administrate(c, [&](tenant_administration& all) { return remove(all, o, c.json); });
}

}
