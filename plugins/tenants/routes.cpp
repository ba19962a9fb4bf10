#include "routes.hpp"
#include "errors.hpp"
#include "handlers/change_tenant.hpp"
#include "handlers/check_subdomain.hpp"
#include "handlers/export_tenant.hpp"
#include "handlers/provision.hpp"
#include "handlers/tenant_detail.hpp"

namespace nucleus::tenants {

namespace {

/// 202 when it takes longer than the request may.
void may_take_longer(endpoint& e) {
    e.answers(201).fails_with({&errors::subdomain_taken, &errors::provisioning_failed});
    e.answer_shape = e.waiting_shape = &shape_of<made_tenant>();
    e.also_answers.push_back(202);
    e.waiting_for = "it is still being made, as that takes longer than a request may";
    e.answer_headers = {"Location"};
}

/// A file, not JSON.
void is_archive(endpoint& e) {
    e.raw_answer = true;
    e.also_types = {"application/x-tar"};
    e.answer_headers = {"Content-Disposition"};
    e.fails_with({&errors::tenant_not_ready, &errors::tenant_removed});
}

/// The body may be left out.
void may_bring_reason(endpoint& e) {
    e.body = body_mode::json;
    e.body_shape = &shape_of<change_reason>();
    e.optional_body = true;
    e.fails_with({&errors::tenant_not_ready, &errors::tenant_removed});
}

}

void add_routes(catalog& c, tenants_context& t, const config_snapshot& config) {
    const auto& signup = config.get<tenants_config>("tenants").self_signup;
    c.get("TENANT_CHECK_SUBDOMAIN", "/tenants/check-subdomain/:subdomain", access::anyone,
          limit::open, bind<&check_subdomain>(t), "Whether a tenant could have this name");
    if (signup.enabled) {
        auto& e = c.post("TENANT_SELF_SIGNUP", "/tenants/self-signup", access::anyone, limit::auth,
                         bind<&sign_up, &check_signup>(t), "Make a tenant of one's own");
        may_take_longer(e);
        e.fails_with({&nucleus::errors::captcha_required, &nucleus::errors::captcha_invalid});
    }
    may_take_longer(c.post("TENANT_PROVISION", "/tenants/provision", access::godmin, limit::user,
                           bind<&provision, &check_provision>(t), "Make a tenant"));
    c.get("TENANT_DETAIL", "/tenants/:id", access::godmin, limit::user, bind<&show_tenant>(t),
          "One tenant, with its features and what was done to it");
    is_archive(c.get("TENANT_EXPORT", "/tenants/:id/export", access::godmin, limit::user,
                     bind<&export_tenant>(t), "All of a tenant, as a tar archive"));
    may_bring_reason(c.post("TENANT_SUSPEND", "/tenants/:id/suspend", access::godmin, limit::user,
                            bind<&suspend_tenant>(t), "Refuse all requests of a tenant"));
    may_bring_reason(c.post("TENANT_REACTIVATE", "/tenants/:id/reactivate", access::godmin,
                            limit::user, bind<&reactivate_tenant>(t),
                            "Serve a tenant again that is suspended or deleted"));
    may_bring_reason(c.del("TENANT_DELETE", "/tenants/:id", access::godmin, limit::user,
                           bind<&delete_tenant>(t), "Remove a tenant after a time of grace"));
}

}
