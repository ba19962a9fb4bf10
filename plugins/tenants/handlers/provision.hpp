// TENANT_PROVISION: POST /tenants/provision, TENANT_SELF_SIGNUP: POST /tenants/self-signup.
#pragma once
#include "orders.hpp"

namespace nucleus::tenants {

struct provision_request {
    std::string subdomain, company_name, admin_email;
    std::optional<secret_string> admin_password;
    std::optional<std::string> plan;
    std::optional<int> max_users;
    bool seed = true;
};
NUCLEUS_DESCRIBE(
    provision_request, (subdomain, "3 to 56 letters, digits and hyphens", trimmed, max_length(255)),
    (company_name, "Whose tenant it is", trimmed, min_length(1), max_length(255), one_line),
    (admin_email, "Of the first administrator", trimmed, format::email, max_length(254)),
    (admin_password, "By the password policy; without it one is made up", max_length(1024)),
    (plan, "One of tenants.plans", max_length(50)),
    (max_users, "Instead of the plan's", at_least(1)),
    (seed, "Whether it begins with the rows of tenants.seed", defaulted))

struct signup_request {
    std::string email;
    secret_string password;
    std::string subdomain, company_name;
    std::optional<std::string> plan;
    std::optional<captcha_proof> captcha;
};
NUCLEUS_DESCRIBE(signup_request,
                 (email, "Of the first administrator", trimmed, format::email, max_length(254)),
                 (password, "By the password policy", max_length(1024)),
                 (subdomain, "3 to 56 letters, digits and hyphens", trimmed, max_length(255)),
                 (company_name, "Whose tenant it is", trimmed, min_length(1), max_length(255),
                  one_line),
                 (plan, "One that may be chosen here", max_length(50)),
                 (captcha, "Where captcha.forms has selfSignup"))

struct first_administrator {
    std::string email;
};
NUCLEUS_DESCRIBE(first_administrator, (email, "To sign in with, in the tenant"))

struct made_tenant {
    tenant_record tenant;
    first_administrator admin;
    std::optional<std::string> generated_password;
};
NUCLEUS_DESCRIBE(made_tenant, (tenant, "As it is now; at 202 it is still being made"),
                 (admin, "Who may do everything in it"),
                 (generated_password, "When none was given; it is not shown again"))

void check_provision(const tenants_context& t, const provision_request& body,
                     std::vector<fault>& found);
void check_signup(const tenants_context& t, const signup_request& body, std::vector<fault>& found);

/// Both answer once it is made, or 202 when that takes longer than the request may.
task<result<answered>> provision(tenants_context& t, request_context& rc, provision_request body);
task<result<answered>> sign_up(tenants_context& t, request_context& rc, signup_request body);

}
