#include "plugin/host.hpp"
#include "config/json_path.hpp"
#include "plugin/declaration_check.hpp"
#include "plugin/gate.hpp"
#include "plugin/order.hpp"
#include <algorithm>
#include <nucleus/log.hpp>
#include <nucleus/services/bus.hpp>
#include <nucleus/services/limiter.hpp>
#include <nucleus/services/schema_keeper.hpp>
#include <nucleus/services/schema_removal.hpp>
#include <nucleus/services/tenancy.hpp>
#include <stdexcept>

namespace nucleus::plugin_host {

namespace {

std::filesystem::path file_of(const std::string& name, const std::filesystem::path& directory) {
    namespace fs = std::filesystem;
    if (name.find('/') != std::string::npos) return fs::absolute(name).lexically_normal();
    return fs::absolute(directory) / (name.ends_with(".so") ? name : name + ".so");
}

/// Where a fault of a plugin is reported.
std::string spot(const std::string& name) { return "plugin " + name; }

/// Runs a plugin's code; the reason when it throws.
template <class F> std::optional<std::string> reason_of_failure(F&& f) {
    try {
        f();
        return std::nullopt;
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

/// The same of what takes time.
task<std::optional<std::string>> failure_of(std::function<task<void>()> f) {
    try {
        auto work = f();
        co_await std::move(work);
        co_return std::nullopt;
    } catch (const std::exception& e) {
        co_return e.what();
    } catch (...) {
        co_return "an exception that is no std::exception";
    }
}

/// Null, with the reason in `found`, when the plugin is refused.
std::optional<loaded_plugin> take_in(std::filesystem::path file, config::report& found) {
    loaded_plugin p{file.stem().string(), std::move(file), {}, {}};
    const auto refuse = [&](std::string code, std::string message) {
        found.add(spot(p.name), std::move(code), std::move(message));
        return std::nullopt;
    };
    const auto admitted = admit(p.file);
    if (!admitted.make)
        return refuse(admitted.why.code, p.file.string() + " " + admitted.why.reason);
    if (auto why = reason_of_failure([&] { p.code.reset(admitted.make()); }))
        return refuse("constructor_failed", "its constructor failed: " + *why);
    if (!p.code) return refuse("constructor_failed", "its entry function returned no plugin");
    if (auto why = reason_of_failure([&] { p.code->describe(p.declared); }))
        return refuse("describe_failed", "describe() failed: " + *why);
    if (auto why = migration_fault(p.declared.migration_steps))
        return refuse(why->code, why->reason);
    return p;
}

/// Others may look for it only later, and find nothing.
void require_provided(const loaded_plugin& p, const services& all) {
    for (const auto& name : p.declared.provided)
        if (!all.has(name))
            throw std::runtime_error("plugin " + p.name +
                                     " could not start: it declares the service " + name +
                                     " and did not provide it");
}

/// What a request is told that leads to nobody's data.
constexpr std::initializer_list<const error_kind*> failures_to_lead{
    &errors::tenant_conflict, &errors::unknown_tenant, &errors::tenant_suspended,
    &errors::tenant_updating};

bool provides(const std::vector<loaded_plugin>& all, std::string_view service) {
    return std::ranges::any_of(all, [&](const loaded_plugin& p) {
        return std::ranges::find(p.declared.provided, service) != p.declared.provided.end();
    });
}

/// Rows that the config of one plugin has for entities, which another one serves.
void judge_rows(const std::vector<loaded_plugin>& all, const rows_declaration& given,
                const config_snapshot& config, config::report& found) {
    const auto& rows = given.of(config);
    if (rows.empty()) return;
    bool judged = false;
    for (const auto& p : all)
        for (const auto& check : p.declared.row_checks) {
            std::vector<fault> faults;
            check(config, rows, faults);
            for (auto& f : faults)
                found.add(config::path_below(given.path, f.path), std::move(f.code),
                          std::move(f.message));
            judged = true;
        }
    if (!judged) found.add(given.path, "no_entities", "no plugin serves entities: load crud");
}

bool has_tables(const loaded_plugin& p, const config_snapshot& config) {
    return !p.declared.wants_tables || p.declared.wants_tables(config);
}

participant part_of(const loaded_plugin& p) {
    return {p.name, p.declared.provided, p.declared.required, p.declared.optional,
            p.declared.after_plugins};
}

}

host::host() = default;
host::host(host&&) noexcept = default;
host& host::operator=(host&&) noexcept = default;
host::~host() {
    while (!plugins_.empty()) plugins_.pop_back(); // users before what they use
}

bool host::load(const std::vector<std::string>& names, const std::filesystem::path& directory,
                config::report& found, bool judged_alone) {
    const auto known = found.faults.size();
    std::vector<loaded_plugin> taken;
    for (const auto& name : names)
        if (auto p = take_in(file_of(name, directory), found)) taken.push_back(std::move(*p));
    if (found.faults.size() != known) return false; // the order would only lack the refused ones
    std::vector<participant> parts;
    for (const auto& p : taken) parts.push_back(part_of(p));
    std::vector<std::string> granted{
        std::string{bus::service_name}, std::string{limiter::service_name},
        std::string{schema_keeper::service_name}, std::string{schema_removal::service_name}};
    if (judged_alone)
        for (const auto& p : parts)
            granted.insert(granted.end(), p.requires_services.begin(), p.requires_services.end());
    const auto decided = order(parts, granted);
    for (const auto& f : decided.faults) found.add(spot(f.plugin), f.code, f.message);
    for (const auto i : decided.indexes) plugins_.push_back(std::move(taken[i]));
    return decided.faults.empty();
}

const std::vector<loaded_plugin>& host::plugins() const noexcept { return plugins_; }

bool host::check(const config_view& config, config::report& found) const {
    const auto known = found.faults.size();
    for (const auto& p : plugins_) {
        std::vector<fault> faults;
        const auto why = reason_of_failure([&] {
            for (const auto& check : p.declared.config_checks) check(*config, faults);
            for (const auto& given : p.declared.given_rows)
                judge_rows(plugins_, given, *config, found);
        });
        for (auto& f : faults)
            found.add(std::move(f.path), std::move(f.code), std::move(f.message));
        if (why) found.add(spot(p.name), "check_failed", "it cannot check the config: " + *why);
    }
    if (found.faults.size() != known) return false;
    for (const auto& p : plugins_) {
        std::vector<std::string> doubts;
        const auto why = reason_of_failure([&] {
            for (const auto& doubt : p.declared.config_doubts) doubt(*config, doubts);
        });
        for (auto& d : doubts) found.warn(std::move(d));
        if (why) found.add(spot(p.name), "check_failed", "it cannot check the config: " + *why);
    }
    return found.faults.size() == known;
}

bool host::add_routes(catalog& c, const config_view& config, config::report& found) {
    const auto known = found.faults.size();
    for (const auto& p : plugins_) {
        if (!has_tables(p, *config)) continue;
        const auto& more = p.declared.for_entities;
        auto& all = c.for_entities;
        auto& tables = p.declared.at_home_only ? all.home_declarations : all.declarations;
        tables.insert(tables.end(), more.declarations.begin(), more.declarations.end());
        all.hooks.insert(all.hooks.end(), more.hooks.begin(), more.hooks.end());
    }
    for (const auto& p : plugins_) {
        const auto first = c.rows().size();
        const auto why = reason_of_failure([&] {
            for (const auto& add : p.declared.add_routes) add(c, config);
        });
        if (why) found.add(spot(p.name), "routes_failed", "its endpoints cannot be added: " + *why);
        for (auto i = first; i < c.rows().size(); ++i) {
            c.rows()[i].plugin = p.name;
            if (p.declared.at_home_only) c.rows()[i].about = territory::home;
        }
    }
    if (provides(plugins_, tenancy::service_name))
        for (auto& e : c.rows())
            if (e.about != territory::nobody) e.fails_with(failures_to_lead);
    for (auto& fault : endpoint_faults(c)) found.add("endpoints", fault.code, fault.reason);
    return found.faults.size() == known;
}

std::vector<pg::plugin_migrations> host::migrations(const config_snapshot& config,
                                                    bool home) const {
    std::vector<pg::plugin_migrations> all;
    for (const auto& p : plugins_)
        if (!p.declared.migration_steps.empty() && has_tables(p, config) &&
            (home || !p.declared.at_home_only))
            all.push_back({p.name, p.declared.migration_steps});
    return all;
}

task<void> host::start(start_context& context) {
    while (started_ < plugins_.size()) {
        const auto& p = plugins_[started_++];
        const auto why = co_await failure_of([&] { return p.code->start(context); });
        if (why) throw std::runtime_error("plugin " + p.name + " could not start: " + *why);
        require_provided(p, context.services);
    }
}

task<void> host::populate(std::string schema, table_changes allowed) {
    for (const auto& p : plugins_) {
        const auto why = co_await failure_of([&] { return p.code->populate(schema, allowed); });
        if (why)
            throw std::runtime_error("plugin " + p.name + " could not prepare schema " + schema +
                                     ": " + *why);
    }
}

std::string host::tables() const {
    std::string all;
    for (const auto& p : plugins_) all.append(p.name).append(1, '\0').append(p.code->tables());
    return all;
}

std::string host::seeds() const {
    std::string all;
    for (const auto& p : plugins_) all.append(p.name).append(1, '\0').append(p.code->seeds());
    return all;
}

void host::reconfigure(const config_view& config) noexcept {
    for (const auto& p : plugins_) p.code->reconfigure(config);
}

task<void> host::stop() noexcept {
    while (started_ > 0) {
        const auto& p = plugins_[--started_];
        const auto why = co_await failure_of([&] { return p.code->stop(); });
        if (why) log::error("plugin", "stop() failed", {{"plugin", p.name}, {"reason", *why}});
    }
}

}
