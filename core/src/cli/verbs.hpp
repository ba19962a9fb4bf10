// What can be asked of nucleusd: one verb, one function, one file.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::cli {

enum exit_code : int { done = 0, failed = 1, usage = 2, pending = 3 };

/// Options of every verb.
struct common {
    std::string config;           ///< --config; empty: not given
    std::vector<std::string> set; ///< --set key=value
    bool json = false;            ///< --json
};

int serve(const common& c);

struct serve_child_options {
    int public_fd = -1, admin_fd = -1, ready_fd = -1;
    std::string dsn;
};
/// What the parent runs; not for people.
int serve_child(const common& c, const serve_child_options& o);

int check_config(const common& c);

int config_show(const common& c);
int config_schema(const common& c);
int config_env(const common& c);

int routes(const common& c);

int plugins_list(const common& c);
int plugins_check(const common& c, const std::string& file);

struct migrate_options {
    bool all_tenants = false, allow_destructive = false;
    std::string tenant; ///< its subdomain, id or schema; empty: none in particular
};
int migrate_status(const common& c, const migrate_options& o);
int migrate_plan(const common& c, const migrate_options& o);
int migrate_apply(const common& c, const migrate_options& o);

struct init_options {
    std::string file = "config.json"; ///< "-": stdout
    bool force = false;
};
int init(const init_options& o);

int database_url(const common& c);
int database_psql(const common& c, const std::vector<std::string>& arguments);

int admin_create(const common& c, const std::string& email);
int claims_prune(const common& c, bool dry_run);

struct tenant_options {
    std::string tenant; ///< its subdomain, or id
    std::string company, email, plan, reason;
    std::optional<int> max_users;
    bool generate_password = false, no_seed = false, now = false;
    std::optional<std::string> new_plan, new_company, new_limit; ///< a number, or "none"
};
int tenant_list(const common& c);
int tenant_show(const common& c, const tenant_options& o);
int tenant_provision(const common& c, const tenant_options& o);
int tenant_suspend(const common& c, const tenant_options& o);
int tenant_reactivate(const common& c, const tenant_options& o);
int tenant_change(const common& c, const tenant_options& o);
int tenant_delete(const common& c, const tenant_options& o);
/// `file`: "-" is stdout, or stdin.
int tenant_export(const common& c, const std::string& tenant, const std::string& file);
int tenant_restore(const common& c, const std::string& file, const std::string& subdomain);

struct generate_options {
    std::string out = "-"; ///< a folder, or "-" for stdout
    bool check = false;
};
int generate_openapi(const common& c, const generate_options& o);

int ready(const common& c);

}
