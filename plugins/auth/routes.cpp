#include "routes.hpp"
#include "admin_routes.hpp"
#include "domain/impersonation.hpp"
#include "errors.hpp"
#include "handlers/api_keys.hpp"
#include "handlers/approvals.hpp"
#include "handlers/captcha.hpp"
#include "handlers/check.hpp"
#include "handlers/email_change.hpp"
#include "handlers/impersonate.hpp"
#include "handlers/invite.hpp"
#include "handlers/jwks.hpp"
#include "handlers/link.hpp"
#include "handlers/login.hpp"
#include "handlers/logout.hpp"
#include "handlers/magic_link.hpp"
#include "handlers/me.hpp"
#include "handlers/password.hpp"
#include "handlers/password_reset.hpp"
#include "handlers/presented_token.hpp"
#include "handlers/refresh.hpp"
#include "handlers/register_user.hpp"
#include "handlers/sessions.hpp"
#include "handlers/verify_email.hpp"

namespace nucleus::auth {

namespace {

/// Without a body, the token is in a cookie.
void may_bring_token(endpoint& e) {
    e.body = body_mode::json;
    e.body_shape = &shape_of<refresh_request>();
    e.optional_body = true;
}

void add_for_resource_servers(catalog& c, auth_context& auth) {
    c.post("AUTH_CHECK", "/auth/check", access::caller, limit::user,
           bind<&check, &check_together>(auth), "What I may do, for a server that I call")
        .optional_body = true;
    auto& keys = c.get("JWKS", "/.well-known/jwks.json", access::anyone, limit::open,
                       bind<&show_keys>(auth), "Keys that access tokens are verified with");
    keys.raw_answer = true;
    keys.about = territory::nobody;
    keys.answer_shape = &shape_of<jwk_set>();
}

/// A form that demands a captcha as soon as captcha.forms has it.
void may_demand_captcha(endpoint& e, const authentication_config& config) {
    if (config.captcha.enabled) e.fails_with({&errors::captcha_required, &errors::captcha_invalid});
}

/// 202 for who has to wait for the approval of a new device.
void may_wait(endpoint& e, const authentication_config& config) {
    if (!config.sessions.new_device_approval.enabled) return;
    e.also_answers.push_back(202);
    e.waiting_shape = &shape_of<sign_in_pending>();
}

void add_captcha(catalog& c, auth_context& auth) {
    c.post("CAPTCHA_GENERATE", "/auth/captcha/generate", access::anyone, limit::auth,
           bind<&make_captcha, &check_captcha_request>(auth), "Get a challenge to solve");
    c.post("CAPTCHA_VALIDATE", "/auth/captcha/validate", access::anyone, limit::auth,
           bind<&validate_captcha, &check_captcha_answer>(auth),
           "Have an answer judged, and get a token for it");
}

void add_link_page(catalog& c, auth_context& auth) {
    auto& page = c.get("AUTH_LINK", "/auth/link", access::anyone, limit::open,
                       bind<&show_link_page>(auth), "The page that mailed links lead to");
    page.also_types = {"text/html"};
    page.any_query = true;          // what counts clicks in mails adds one
    page.about = territory::nobody; // its requests say which tenant's link it is
}

void add_password_reset(catalog& c, auth_context& auth, const authentication_config& config) {
    may_demand_captcha(c.post("PASSWORD_RESET_REQUEST", "/auth/password/reset-request",
                              access::anyone, limit::auth, bind<&request_reset>(auth),
                              "Have a link mailed that resets the password")
                           .answers(202),
                       config);
    c.post("PASSWORD_RESET_CONFIRM", "/auth/password/reset-confirm", access::anyone, limit::auth,
           bind<&confirm_reset>(auth), "Set a new password with what the link carries")
        .fails_with({&errors::invalid_token});
}

void add_magic_link(catalog& c, auth_context& auth, const authentication_config& config) {
    may_demand_captcha(c.post("MAGIC_LINK", "/auth/magic-link", access::anyone, limit::auth,
                              bind<&request_magic_link>(auth), "Have a link mailed that signs in")
                           .answers(202)
                           .fails_with({&errors::redirect_not_allowed}),
                       config);
    auto& enter =
        c.post("MAGIC_LINK_VERIFY", "/auth/magic-link/verify", access::anyone, limit::auth,
               bind<&enter_by_magic_link>(auth), "Sign in with what the link carries")
            .fails_with({&errors::invalid_token, &errors::cohort_expired});
    enter.answer_shape = &shape_of<magic_link_success>();
    may_wait(enter, config);
}

void add_invitations(catalog& c, auth_context& auth) {
    c.post("INVITE", "/auth/invite", access::claim("invite.users").interactively().by_oneself(),
           limit::auth, bind<&invite>(auth), "Invite somebody by mail")
        .fails_with({&errors::email_taken});
    c.post("INVITE_VERIFY", "/auth/invite/verify", access::anyone, limit::auth,
           bind<&accept_invite>(auth), "Make the account that one was invited to")
        .fails_with({&errors::invalid_token, &errors::email_taken, &errors::username_taken,
                     &errors::user_limit_reached});
}

void add_email_change(catalog& c, auth_context& auth) {
    c.post("EMAIL_CHANGE", "/auth/email/change", access::session.by_oneself(), limit::auth,
           bind<&request_email_change>(auth), "Have a link mailed to my new address")
        .answers(202)
        .fails_with({&errors::wrong_password, &errors::account_locked});
    c.post("EMAIL_CHANGE_CONFIRM", "/auth/email/change-confirm", access::anyone, limit::auth,
           bind<&confirm_email_change>(auth), "Change the address with what the link carries")
        .fails_with({&errors::invalid_token, &errors::email_taken});
}

/// Whoever has a key, or an account on loan, makes no keys.
void add_api_keys(catalog& c, auth_context& auth) {
    const auto access = access::session.by_oneself();
    c.post("API_KEYS_CREATE", "/auth/api-keys", access, limit::user,
           bind<&create_key, &check_new_key>(auth), "Make a key for a program")
        .answers(201)
        .fails_with({&errors::too_many_api_keys});
    auto& list = c.get("API_KEYS_LIST", "/auth/api-keys", access, limit::user,
                       bind<&list_keys>(auth), "My keys");
    list.lists = true;
    list.answer_shape = &shape_of<api_key_info>();
    c.get("API_KEYS_DETAIL", "/auth/api-keys/:id", access, limit::user, bind<&show_key>(auth),
          "One of my keys");
    c.patch("API_KEYS_UPDATE", "/auth/api-keys/:id", access, limit::user,
            bind<&update_key, &check_key_update>(auth), "Change what is given")
        .partial_body = true;
    c.del("API_KEYS_REVOKE", "/auth/api-keys/:id", access, limit::user, bind<&revoke_key>(auth),
          "End one of my keys");
}

void add_impersonation(catalog& c, auth_context& auth) {
    const auto may = access::claim(std::string{impersonation_claim});
    c.post("ADMIN_IMPERSONATE", "/auth/admin/impersonate", may.interactively().by_oneself(),
           limit::user, bind<&impersonate>(auth), "Act in another's name for a while");
    auto& stop = c.post("ADMIN_IMPERSONATE_STOP", "/auth/admin/impersonate/stop", access::session,
                        limit::user, bind<&stop_impersonating>(auth), "Be oneself again")
                     .fails_with({&errors::not_impersonating});
    stop.optional_body = true;
}

void add_sessions(catalog& c, auth_context& auth) {
    c.get("SESSIONS", "/auth/sessions", access::session, limit::user, bind<&list_sessions>(auth),
          "Where I am signed in");
    c.get("SESSIONS_CURRENT", "/auth/sessions/current", access::session, limit::user,
          bind<&show_current_session>(auth), "The session that asks");
    c.get("SESSIONS_STATS", "/auth/sessions/stats", access::session, limit::user,
          bind<&tally_sessions>(auth), "How many sessions I have");
    c.post("SESSIONS_REVOKE", "/auth/sessions/revoke", access::session.by_oneself(), limit::user,
           bind<&revoke_session>(auth), "End one of my sessions");
    c.post("SESSIONS_REVOKE_ALL", "/auth/sessions/revoke-all", access::session.by_oneself(),
           limit::user, bind<&revoke_all_sessions>(auth), "End my sessions")
        .optional_body = true;
}

void add_login(catalog& c, auth_context& auth, const authentication_config& config) {
    auto& e = c.post("LOGIN", "/auth/login", access::anyone, limit::auth, bind<&login>(auth),
                     "Sign in with e-mail address or user name")
                  .fails_with({&errors::invalid_credentials, &errors::account_locked,
                               &errors::account_disabled, &errors::email_not_verified,
                               &errors::cohort_expired});
    e.answer_shape = &shape_of<login_success>();
    may_demand_captcha(e, config);
    may_wait(e, config);
}

void add_refresh(catalog& c, auth_context& auth, const authentication_config& config) {
    auto& e = c.post("REFRESH", "/auth/refresh", access::anyone, limit::auth, bind<&refresh>(auth),
                     "Exchange the refresh token for new tokens")
                  .fails_with({&errors::invalid_refresh_token, &errors::cohort_expired});
    may_bring_token(e);
    if (config.sessions.new_device_approval.enabled)
        e.fails_with({&errors::session_pending_approval, &errors::session_rejected,
                      &errors::session_approval_expired});
}

void add_approvals(catalog& c, auth_context& auth) {
    c.get("SESSIONS_PENDING", "/auth/sessions/pending", access::session, limit::user,
          bind<&list_waiting>(auth), "Sign-ins that wait for my approval");
    c.post("SESSIONS_APPROVE", "/auth/sessions/approve", access::session.by_oneself(), limit::auth,
           bind<&approve_sign_in, &check_approval>(auth), "Let a new device in")
        .fails_with({&errors::device_not_trusted, &errors::session_pending_approval,
                     &errors::wrong_approval_code, &errors::approval_decided,
                     &errors::approval_expired});
    c.post("SESSIONS_REJECT", "/auth/sessions/reject", access::session.by_oneself(), limit::user,
           bind<&reject_sign_in>(auth), "Keep a new device out")
        .fails_with({&errors::device_not_trusted, &errors::session_pending_approval,
                     &errors::approval_decided, &errors::approval_expired});
}

void add_verification(catalog& c, auth_context& auth, const authentication_config& config) {
    c.post("VERIFY_EMAIL", "/auth/verify-email", access::anyone, limit::auth,
           bind<&verify_email>(auth), "Confirm an address with what the link carries")
        .fails_with({&errors::invalid_token});
    may_demand_captcha(c.post("RESEND_VERIFICATION", "/auth/resend-verification", access::anyone,
                              limit::auth, bind<&resend_verification>(auth),
                              "Have the link that confirms an address mailed again")
                           .answers(202),
                       config);
}

}

void add_routes(catalog& c, auth_context& auth, const config_snapshot& all) {
    const auto& config = all.get<authentication_config>("authentication");
    if (!config.enabled) return;
    const mailed_features on{all};
    if (on.any()) add_link_page(c, auth);
    if (on.password_reset) add_password_reset(c, auth, config);
    if (on.email_verification) add_verification(c, auth, config);
    if (on.magic_link) add_magic_link(c, auth, config);
    if (on.invite) add_invitations(c, auth);
    if (on.email_change) add_email_change(c, auth);
    add_for_resource_servers(c, auth);
    if (config.captcha.enabled) add_captcha(c, auth);
    if (config.api_keys.enabled) add_api_keys(c, auth);
    if (config.impersonation.enabled) add_impersonation(c, auth);
    if (config.admin.enabled) add_admin_routes(c, auth);
    if (config.register_.enabled)
        may_demand_captcha(c.post("REGISTER", "/auth/register", access::anyone, limit::auth,
                                  bind<&register_user, &check_register>(auth), "Make an account")
                               .fails_with({&errors::email_taken, &errors::username_taken,
                                            &errors::user_limit_reached}),
                           config);
    if (config.login.enabled) add_login(c, auth, config);
    if (config.password_change.enabled)
        c.post("PASSWORD_CHANGE", "/auth/password/change", access::session.by_oneself(),
               limit::auth, bind<&change_password>(auth), "Change my password")
            .fails_with({&errors::wrong_password, &errors::account_locked});
    if (config.password_set.enabled)
        c.post("PASSWORD_SET", "/auth/password/set", access::session.by_oneself(), limit::auth,
               bind<&set_password>(auth), "Give my account its first password")
            .fails_with({&errors::password_exists});
    if (config.refresh.enabled) add_refresh(c, auth, config);
    if (config.sessions.enabled) add_sessions(c, auth);
    if (config.sessions.new_device_approval.enabled) add_approvals(c, auth);
    if (config.me.enabled)
        c.get("ME", "/auth/me", access::caller, limit::user, bind<&me>(auth), "Who I am")
            .answer_shape = &shape_of<me_data>();
    if (config.logout.enabled)
        may_bring_token(c.post("LOGOUT", "/auth/logout", access::anyone, limit::user,
                               bind<&logout>(auth), "End this session")
                            .fails_with({&nucleus::errors::unauthenticated}));
}

}
