#include "routes.hpp"
#include "errors.hpp"
#include "handlers/login.hpp"
#include "handlers/logout.hpp"
#include "handlers/me.hpp"
#include "handlers/presented_token.hpp"
#include "handlers/refresh.hpp"
#include "handlers/register_user.hpp"

namespace nucleus::auth {

namespace {

/// The body may be left out: the token is in a cookie then.
void may_bring_token(endpoint& e) {
    e.body = body_mode::json;
    e.body_shape = &shape_of<refresh_request>();
    e.optional_body = true;
}

}

void add_routes(catalog& c, auth_context& auth, const authentication_config& config) {
    if (!config.enabled) return;
    if (config.register_.enabled)
        c.post("REGISTER", "/auth/register", access::anyone, limit::auth,
               bind<&register_user, &check_register>(auth), "Make an account")
            .fails_with({&errors::email_taken, &errors::username_taken});
    if (config.login.enabled)
        c.post("LOGIN", "/auth/login", access::anyone, limit::auth, bind<&login>(auth),
               "Sign in with e-mail address or user name")
            .fails_with(
                {&errors::invalid_credentials, &errors::account_locked, &errors::account_disabled});
    if (config.refresh.enabled)
        may_bring_token(c.post("REFRESH", "/auth/refresh", access::anyone, limit::auth,
                               bind<&refresh>(auth), "Exchange the refresh token for new tokens")
                            .fails_with({&errors::invalid_refresh_token}));
    if (config.me.enabled)
        c.get("ME", "/auth/me", access::caller, limit::user, bind<&me>(auth), "Who I am")
            .answer_shape = &shape_of<me_data>();
    if (config.logout.enabled)
        may_bring_token(c.post("LOGOUT", "/auth/logout", access::anyone, limit::user,
                               bind<&logout>(auth), "End this session")
                            .fails_with({&nucleus::errors::unauthenticated}));
}

}
