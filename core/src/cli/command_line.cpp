#include "cli/command_line.hpp"
#include "cli/reading.hpp"
#include "cli/verbs.hpp"
#include <CLI/CLI.hpp>
#include <climits>
#include <memory>

namespace nucleus::cli {

namespace {

/// Everything that options are read into; lives as long as the verb runs.
struct arguments {
    common shared;
    serve_child_options child;
    init_options starter;
    generate_options generated;
    migrate_options migration;
    tenant_options of_tenant;
    std::string file, email, out;
    std::vector<std::string> passed_on;
    bool dry_run = false;
    std::function<int()> verb;
};

constexpr const char* introduction =
    "A backend in one process: serves the API that a JSON file describes, on PostgreSQL.";
constexpr const char* examples = R"(Examples:
  nucleusd init                              write a starter config.json
  nucleusd --config config.json              serve it
  nucleusd --config config.json check-config
  nucleusd routes --config config.json       what it answers to
  nucleusd admin create --email you@example.com --config config.json

Exit codes: 0 done, 1 failed, 2 usage, 3 changes pending.
Signals: HUP reads the configuration again, USR2 restarts without a gap, TERM and INT stop.)";

constexpr const char* shared_options = "Options of every verb:\n"
                                       "  --config FILE       The configuration file\n"
                                       "  --set KEY=VALUE     One value of it; repeatable\n"
                                       "  --json              Print data as JSON";

CLI::ParseError no_config() {
    return CLI::RequiredError("--config FILE is required; 'nucleusd init' writes a starter "
                              "config.json",
                              CLI::ExitCodes::RequiredError);
}

using action = std::function<int(arguments&)>;

/// A verb that runs `what`; without a config it is a usage error when it needs one.
CLI::App* add(CLI::App& to, arguments& a, const std::string& name, const std::string& about,
              action what, bool needs_config = true) {
    auto* verb = to.add_subcommand(name, about);
    verb->fallthrough(); // --config and its kin may stand behind the verb
    verb->footer(shared_options);
    verb->callback([&a, what = std::move(what), needs_config] {
        if (needs_config && a.shared.config.empty()) throw no_config();
        a.verb = [&a, what] { return what(a); };
    });
    return verb;
}

/// A word in front of several verbs.
CLI::App& group(CLI::App& to, const std::string& name, const std::string& about) {
    auto* g = to.add_subcommand(name, about);
    g->fallthrough();
    g->require_subcommand(1);
    return *g;
}

void serving(CLI::App& app, arguments& a) {
    add(app, a, "serve", "Serve until TERM or INT (what happens without a verb)",
        [](arguments& x) { return serve(x.shared); });
    auto* child =
        add(app, a, "serve-child", "", [](arguments& x) { return serve_child(x.shared, x.child); });
    child->group(""); // the parent's business: not in the help
    child->add_option("--public-fd", a.child.public_fd)->required();
    child->add_option("--admin-fd", a.child.admin_fd);
    child->add_option("--ready-fd", a.child.ready_fd);
    child->add_option("--dsn", a.child.dsn);
    add(app, a, "ready", "Whether the server of this config is ready: exit code 0 or 1",
        [](arguments& x) { return ready(x.shared); });
}

void configuration(CLI::App& app, arguments& a) {
    auto* starter = add(
        app, a, "init", "Write a starter configuration",
        [](arguments& x) { return init(x.starter); }, false);
    starter->add_option("file", a.starter.file, "Where to; - for stdout")->capture_default_str();
    starter->add_flag("--force", a.starter.force, "Overwrite what is there");
    add(app, a, "check-config", "Read the configuration as serve would and name every fault",
        [](arguments& x) { return check_config(x.shared); });
    auto& config = group(app, "config", "Look at the configuration");
    add(config, a, "show", "Every value in force and where it comes from; secrets as ***",
        [](arguments& x) { return config_show(x.shared); });
    add(
        config, a, "schema", "JSON Schema of the configuration file",
        [](arguments& x) { return config_schema(x.shared); }, false);
    add(config, a, "env", "The environment variables it names, and whether they are set",
        [](arguments& x) { return config_env(x.shared); });
}

void description(CLI::App& app, arguments& a) {
    add(app, a, "routes", "The endpoints", [](arguments& x) { return routes(x.shared); });
    auto& plugins = group(app, "plugins", "Look at plugins");
    add(plugins, a, "list", "Those that this configuration loads",
        [](arguments& x) { return plugins_list(x.shared); });
    add(
        plugins, a, "check", "Whether a plugin could be loaded, and if not, why",
        [](arguments& x) { return plugins_check(x.shared, x.file); }, false)
        ->add_option("file", a.file, "The plugin's .so file")
        ->required();
    auto& generate = group(app, "generate", "Write what follows from the endpoints");
    auto* openapi = add(generate, a, "openapi", "The OpenAPI 3.1 document",
                        [](arguments& x) { return generate_openapi(x.shared, x.generated); });
    openapi->add_option("--out", a.generated.out, "Folder for openapi.json; - for stdout")
        ->capture_default_str();
    openapi->add_flag("--check", a.generated.check, "Write nothing; exit code 3 if it differs");
}

void database(CLI::App& app, arguments& a) {
    auto& migrate = group(app, "migrate", "Bring the tables up to date");
    const auto with_tenants = [&](CLI::App* verb) {
        auto* all = verb->add_flag("--all", a.migration.all_tenants, "Of all tenants, too");
        verb->add_option("--tenant", a.migration.tenant,
                         "Of this one, too: its subdomain, id or schema")
            ->excludes(all);
        return verb;
    };
    with_tenants(add(migrate, a, "status", "Every migration and whether it is applied",
                     [](arguments& x) { return migrate_status(x.shared, x.migration); }));
    with_tenants(add(migrate, a, "plan", "What apply would do; exit code 3 if that is anything",
                     [](arguments& x) { return migrate_plan(x.shared, x.migration); }));
    with_tenants(add(migrate, a, "apply", "Apply what is pending", [](arguments& x) {
        return migrate_apply(x.shared, x.migration);
    }))->add_flag("--allow-destructive", a.migration.allow_destructive, "Even if that loses data");
    auto& base = group(app, "database", "The way into the database");
    add(base, a, "url", "Its connection string",
        [](arguments& x) { return database_url(x.shared); });
    add(base, a, "psql", "psql on it; what stands behind -- is passed on, e.g. -- -c 'select 1'",
        [](arguments& x) { return database_psql(x.shared, x.passed_on); })
        ->add_option("arguments", a.passed_on, "Of psql")
        ->group("");
    auto& admin = group(app, "admin", "Administrators");
    add(admin, a, "create", "Make one; the password is asked for, or the first line of stdin",
        [](arguments& x) { return admin_create(x.shared, x.email); })
        ->add_option("--email", a.email, "Address of the account")
        ->required();
    auto& claims = group(app, "claims", "What roles may be given");
    add(claims, a, "prune", "Remove seeded claims that nothing asks for any more, and their grants",
        [](arguments& x) { return claims_prune(x.shared, x.dry_run); })
        ->add_flag("--dry-run", a.dry_run, "Only show them; exit code 3 if there are any");
}

void tenants(CLI::App& app, arguments& a) {
    auto& tenant = group(app, "tenant", "Those who share the server");
    add(tenant, a, "list", "All of them", [](arguments& x) { return tenant_list(x.shared); });
    const auto named = [&](const char* verb, const char* about, action what) {
        auto* v = add(tenant, a, verb, about, std::move(what));
        v->add_option("tenant", a.of_tenant.tenant, "Its subdomain, or id")->required();
        return v;
    };
    named("show", "One of them", [](arguments& x) { return tenant_show(x.shared, x.of_tenant); });
    auto* made = named("provision",
                       "Make one; the password of its administrator is asked for, or the first "
                       "line of stdin",
                       [](arguments& x) { return tenant_provision(x.shared, x.of_tenant); });
    made->add_option("--company", a.of_tenant.company, "Whose it is")->required();
    made->add_option("--email", a.of_tenant.email, "Of its first administrator")->required();
    made->add_option("--plan", a.of_tenant.plan, "One of tenants.plans");
    made->add_option("--max-users", a.of_tenant.max_users, "Instead of the plan's")
        ->check(CLI::Range(1, INT_MAX));
    made->add_flag("--generate-password", a.of_tenant.generate_password,
                   "Make the password up, and print it");
    made->add_flag("--no-seed", a.of_tenant.no_seed, "Without the rows of tenants.seed");
    named("suspend", "Refuse all its requests", [](arguments& x) {
        return tenant_suspend(x.shared, x.of_tenant);
    })->add_option("--reason", a.of_tenant.reason, "For those who ask later");
    named("reactivate", "Serve it again",
          [](arguments& x) { return tenant_reactivate(x.shared, x.of_tenant); });
    auto* changed = named("change", "Give it another plan, limit or name",
                          [](arguments& x) { return tenant_change(x.shared, x.of_tenant); });
    auto* terms = changed->add_option_group("terms");
    terms->require_option(1, 0);
    terms->add_option("--plan", a.of_tenant.new_plan, "One of tenants.plans");
    terms
        ->add_option("--max-users", a.of_tenant.new_limit,
                     "Instead of the plan's; none: the plan's")
        ->type_name("N|none")
        ->check([](const std::string& text) {
            return text == "none" ? std::string{} : CLI::Range(1, INT_MAX)(text);
        });
    terms->add_option("--company", a.of_tenant.new_company, "Whose it is");
    named("delete", "Remove it, with all its data, after tenants.deletionGrace", [](arguments& x) {
        return tenant_delete(x.shared, x.of_tenant);
    })->add_flag("--now", a.of_tenant.now, "Without waiting; nobody can take that back");
    named("export", "Write all of it into a tar archive, hashes of passwords included",
          [](arguments& x) { return tenant_export(x.shared, x.of_tenant.tenant, x.out); })
        ->add_option("--out", a.out, "The file; - for stdout")
        ->required();
    auto* restored = add(tenant, a, "restore", "Make one of an archive", [](arguments& x) {
        return tenant_restore(x.shared, x.file, x.of_tenant.tenant);
    });
    restored->add_option("file", a.file, "The archive; - for stdin")->required();
    restored->add_option("--subdomain", a.of_tenant.tenant, "Its name from now on")->required();
}

}

std::function<int()> parse(int argc, char** argv) {
    const auto a = std::make_shared<arguments>();
    CLI::App app{introduction, "nucleusd"};
    app.footer(examples);
    app.set_version_flag("--version", "nucleusd " NUCLEUS_VERSION);
    app.add_option("--config", a->shared.config, "The configuration file")->type_name("FILE");
    app.add_option("--set", a->shared.set, "One value of it, e.g. server.port=9000; repeatable")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    app.add_flag("--json", a->shared.json, "Print data as JSON");
    app.require_subcommand(0, 1);
    serving(app, *a);
    configuration(app, *a);
    description(app, *a);
    database(app, *a);
    tenants(app, *a);
    try {
        app.parse(argc, argv);
        if (!a->verb && a->shared.config.empty()) throw no_config();
    } catch (const CLI::ParseError& e) {
        const bool fine = app.exit(e) == 0;
        return [fine] { return fine ? done : usage; };
    }
    if (!a->verb) return [a] { return serve(a->shared); };
    return [a] { return a->verb(); };
}

}
