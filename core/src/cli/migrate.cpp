// migrate status|plan|apply: the versioned steps of the plugins and the declared tables.
#include "cli/reading.hpp"
#include "cli/tenant_service.hpp"
#include "pg/migrator.hpp"
#include <cctype>
#include <cstdio>
#include <nucleus/json/json.hpp>
#include <nucleus/services/schema_owner.hpp>
#include <nucleus/services/tenant_administration.hpp>

namespace nucleus::cli {

namespace {

using app::offline;

const std::vector<std::string>& schemas_of(const offline& t) {
    return t.of.config->get<config::database_config>("database").schemas;
}

/// One thing that was or would be done.
struct line {
    std::string schema, kind, what, sql;
    bool applied = false, destructive = false, needed = true;
    std::string effect{};
};

const char* state_of(const line& l) {
    if (l.applied) return "applied";
    return l.needed ? "pending" : "optional";
}

void print(const std::vector<line>& lines, bool as_json) {
    std::string out;
    json::writer w{out};
    w.begin_array();
    for (const auto& l : lines) {
        if (!as_json) {
            const auto where = l.schema.empty() ? "" : l.schema + "  ";
            std::printf("%s  %s%s  %s%s\n", state_of(l), where.c_str(), l.kind.c_str(),
                        l.what.c_str(), l.destructive ? "  DESTRUCTIVE" : "");
            if (!l.effect.empty()) std::printf("    %s\n", l.effect.c_str());
            if (!l.sql.empty()) std::printf("    %s\n", l.sql.c_str());
            continue;
        }
        w.begin_object().key("schema");
        w.value(l.schema).key("kind");
        w.value(l.kind).key("what");
        w.value(l.what).key("applied");
        w.value(l.applied).key("needed");
        w.value(l.needed).key("destructive");
        w.value(l.destructive).key("effect");
        w.value(l.effect).key("sql");
        w.value(l.sql).end_object();
    }
    w.end_array();
    if (as_json) std::puts(out.c_str());
}

line line_of(const std::string& schema, const pg::migration_status& s) {
    return {schema,
            "migration",
            s.plugin + " " + std::to_string(s.version) + " (" + s.name + ")",
            {},
            s.applied};
}

line line_of(const std::string& schema, const schema_change& change, bool applied) {
    return {schema,        "entity",     change.object + ": " + change.what,
            change.sql,    applied,      change.destructive,
            change.needed, change.effect};
}

/// What only could be done is no reason to wait.
int verdict(const std::vector<line>& lines) {
    for (const auto& l : lines)
        if (!l.applied && l.needed) return pending;
    complain("nothing is pending: the tables are as declared");
    return done;
}

task<std::vector<line>> migrations(offline& t) {
    std::vector<line> lines;
    pg::migrator migrator{t.database, schemas_of(t).front()};
    for (const auto& schema : schemas_of(t)) {
        auto asked = migrator.status(schema, app::migrations_of(t.of, schema));
        const auto found = co_await std::move(asked);
        for (const auto& step : found) lines.push_back(line_of(schema, step));
    }
    co_return lines;
}

task<void> add_entity_changes(offline& t, std::vector<line>& lines) {
    auto* owner = t.services.find<schema_owner>();
    if (!owner) co_return;
    for (const auto& schema : schemas_of(t)) {
        auto planned = owner->plan(schema);
        const auto changes = co_await std::move(planned);
        for (const auto& change : changes) lines.push_back(line_of(schema, change, false));
    }
}

/// Those that are meant: all whose tables are complete, or the one, which may be still being made
/// or removed; none: there is no such tenant.
task<std::vector<tenant_summary>> chosen_tenants(offline& t, const migrate_options& o) {
    auto asked = tenant_service<tenant_administration>(t).list();
    auto all = co_await std::move(asked);
    auto name = o.tenant;
    for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::erase_if(all, [&](const tenant_summary& one) {
        if (o.tenant.empty()) return !one.version.has_value();
        return one.subdomain != name && one.schema != name && one.id.text() != name;
    });
    co_return all;
}

/// Why nothing can be done about the one that is meant; its exit code, or done.
int fit(const std::vector<tenant_summary>& chosen, const migrate_options& o) {
    if (o.tenant.empty()) return done;
    if (chosen.empty()) {
        complain("there is no tenant " + o.tenant + ": see 'nucleusd tenant list'");
        return usage;
    }
    if (chosen.front().version) return done;
    complain("tenant " + o.tenant + " is being made or removed, or could not be made");
    return failed;
}

/// One line for each: what they have is noted, and not looked at.
void add_tenants(const std::vector<tenant_summary>& chosen, std::vector<line>& lines) {
    for (const auto& one : chosen) {
        lines.push_back({one.schema, "tenant", one.subdomain, {}, !one.outdated});
        if (one.outdated) lines.back().effect = one.last_error.value_or("");
    }
}

bool concerns_tenants(const migrate_options& o) { return o.all_tenants || !o.tenant.empty(); }

/// The plan is what is not applied of the status.
task<int> show(offline& t, bool as_json, bool applied_too, const migrate_options& o) {
    std::vector<tenant_summary> chosen;
    if (concerns_tenants(o)) chosen = co_await chosen_tenants(t, o);
    if (const int unfit = fit(chosen, o); unfit != done) co_return unfit;
    auto asked = migrations(t);
    auto lines = co_await std::move(asked);
    co_await add_entity_changes(t, lines);
    add_tenants(chosen, lines);
    if (!applied_too) std::erase_if(lines, [](const line& l) { return l.applied; });
    print(lines, as_json);
    co_return verdict(lines);
}

/// Whether all of them, or the one, are up to date then.
task<bool> apply_to_tenants(offline& t, const tenant_summary* one, bool allow_destructive,
                            std::vector<line>& lines) {
    auto& service = tenant_service<tenant_administration>(t);
    const auto only = one ? std::optional{one->id} : std::nullopt;
    const auto told = [&](std::string_view name, std::string_view why) {
        const bool well = why.empty();
        complain("tenant " + std::string{name} + ": " + (well ? "up to date" : std::string{why}));
        lines.push_back({"", "tenant", std::string{name}, {}, well});
        lines.back().effect = why;
    };
    auto work = service.bring_up_to_date(only, allow_destructive, told);
    const auto became = co_await std::move(work);
    complain(counted(became.done, "tenant") + " brought up to date, " +
             std::to_string(became.failed) + " failed" +
             (became.halted ? "; as the first ones did, the others were left as they are" : ""));
    if (became.behind > became.failed && !became.halted)
        complain(counted(became.behind - became.failed, "tenant") +
                 " left to somebody else, who is at it: see 'nucleusd migrate status'");
    co_return became.behind == 0;
}

task<int> do_apply(offline& t, bool as_json, const migrate_options& o) {
    std::vector<line> lines;
    const auto told = [&](const line& l) {
        complain(l.schema + ": " + l.kind + " " + l.what);
        lines.push_back(l);
    };
    pg::migrator migrator{t.database, schemas_of(t).front()};
    for (const auto& schema : schemas_of(t)) {
        auto applied = migrator.apply(schema, app::migrations_of(t.of, schema),
                                      [&](const pg::migration_status& s) {
                                          told(line_of(schema, s));
                                          lines.back().applied = true;
                                      });
        co_await std::move(applied);
        if (schema != schemas_of(t).front()) continue;
        auto offered = app::offer_to_roles(t.of, t.database);
        co_await std::move(offered);
    }
    // Which may have made the table of tenants; what follows may lose data.
    std::vector<tenant_summary> chosen;
    if (!o.tenant.empty()) chosen = co_await chosen_tenants(t, o);
    if (const int unfit = fit(chosen, o); unfit != done) co_return unfit;
    if (auto* owner = t.services.find<schema_owner>())
        for (const auto& schema : schemas_of(t)) {
            auto changed = owner->apply(schema, o.allow_destructive);
            const auto changes = co_await std::move(changed);
            for (const auto& change : changes) told(line_of(schema, change, true));
        }
    bool well = true;
    if (concerns_tenants(o))
        well = co_await apply_to_tenants(t, chosen.empty() ? nullptr : &chosen.front(),
                                         o.allow_destructive, lines);
    print(lines, as_json);
    if (lines.empty()) complain("there was nothing to do: the tables are as declared");
    co_return well ? done : failed;
}

int with_world(const common& c, const std::function<task<int>(offline&)>& work) {
    const auto w = read_world(c);
    return w ? app::run_offline(*w, work) : failed;
}

}

int migrate_status(const common& c, const migrate_options& o) {
    return with_world(c, [&](offline& t) { return show(t, c.json, true, o); });
}

int migrate_plan(const common& c, const migrate_options& o) {
    return with_world(c, [&](offline& t) { return show(t, c.json, false, o); });
}

int migrate_apply(const common& c, const migrate_options& o) {
    return with_world(c, [&](offline& t) { return do_apply(t, c.json, o); });
}

}
