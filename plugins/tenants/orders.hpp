// Asking for a tenant, by whatever way.
#pragma once
#include "tenants_context.hpp"

namespace nucleus::tenants {

/// What is asked for.
struct tenant_order {
    std::string subdomain, company_name, admin_email;
    std::optional<secret_string> admin_password;
    std::optional<std::string> plan;
    std::optional<int> max_users;
    bool seed = true;           ///< whether it begins with tenants.seed
    bool address_proven = true; ///< of the administrator; else it is to be confirmed first
};

/// Of a field of the order, in the words of whoever was asked.
struct order_paths {
    std::string_view email, password;
};

/// What can be said of it without looking anything up: `subdomain` and `plan`.
void check_order(const settings& s, const std::optional<std::string>& plan,
                 std::string_view subdomain, std::vector<fault>& found);
/// The same of its administrator; without a password one will be made up.
void check_administrator(const tenants_context& t, const std::string& email,
                         const std::optional<secret_string>& password, order_paths paths,
                         std::vector<fault>& found);

struct accepted_order {
    uuid id;
    std::optional<secret_string> generated; ///< the password, when none was given
};
/// Has it made, soon, unless the name is taken, and a record is kept of that. `request`: who has
/// asked for it; null: the command line.
task<result<accepted_order>> place(const tenants_context& t, pg::database& db, pg::call call,
                                   tenant_order o, performer by, request_context* request,
                                   order_paths paths);

}
