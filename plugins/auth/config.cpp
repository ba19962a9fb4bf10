#include "config.hpp"
#include "domain/redirect.hpp"
#include <algorithm>
#include <nucleus/http/client.hpp>
#include <nucleus/suggestion.hpp>
#include <utility>

namespace nucleus::auth {

namespace {

constexpr std::string_view not_here = "accounts are at idpUrl, and so is this";

void refuse(std::vector<fault>& found, std::string path, std::string why) {
    found.push_back({std::move(path), "invalid", std::move(why)});
}

/// What tokens are verified with has to come from somewhere.
void check_consumer(const authentication_config& c, std::vector<fault>& found) {
    if (c.mode != operating_mode::consumer) return;
    const bool shared = c.access_token.algorithm == token_algorithm::hs256;
    if (shared && c.access_token.secret.empty())
        refuse(found, "/accessToken/secret",
               "a consumer of HS256 tokens needs the secret that they are signed with; or let the "
               "other nucleusd sign with EdDSA, and say so in accessToken.algorithm");
    if (c.idp_url.empty() && !shared && c.access_token.secret.empty())
        refuse(found, "/idpUrl",
               "a consumer needs idpUrl, or the public key as PEM in accessToken.secret");
    if (c.idp_url.empty()) return;
    try {
        http::check_client_base(c.idp_url);
    } catch (const std::invalid_argument& e) {
        refuse(found, "/idpUrl", e.what());
    }
}

/// A consumer has none of what would need them.
void check_without_accounts(const authentication_config& c, std::vector<fault>& found) {
    if (c.mode != operating_mode::consumer) return;
    if (c.captcha.enabled) refuse(found, "/captcha/enabled", std::string{not_here});
    if (!c.default_role.empty()) refuse(found, "/defaultRole", std::string{not_here});
}

void check_redirects(const authentication_config& c, std::vector<fault>& found) {
    for (std::size_t i = 0; i < c.redirect_allow_list.size(); ++i)
        if (const auto why = fault_of_redirect(c.redirect_allow_list[i]))
            refuse(found, "/redirectAllowList/" + std::to_string(i), *why);
}

void check_durations(const authentication_config& c, std::vector<fault>& found) {
    const auto at_least_a_second = [&](const char* path, milliseconds d) {
        if (d < 1s) refuse(found, path, "must be a second at least, e.g. \"15m\"");
    };
    at_least_a_second("/accessToken/expiresIn", c.access_token.expires_in);
    at_least_a_second("/refreshToken/expiresIn", c.refresh_token.expires_in);
    at_least_a_second("/lockout/duration", c.lockout.duration);
    at_least_a_second("/passwordReset/ttl", c.password_reset.ttl);
    at_least_a_second("/emailVerification/ttl", c.email_verification.ttl);
    at_least_a_second("/emailChange/ttl", c.email_change.ttl);
    at_least_a_second("/magicLink/ttl", c.magic_link.ttl);
    at_least_a_second("/invite/ttl", c.invite.ttl);
    at_least_a_second("/captcha/ttl", c.captcha.ttl);
    at_least_a_second("/impersonation/maxDuration", c.impersonation.max_duration);
    if (c.impersonation.max_duration > 24h)
        refuse(found, "/impersonation/maxDuration", "must be \"24h\" at most");
    at_least_a_second("/sessions/newDeviceApproval/codeTtl",
                      c.sessions.new_device_approval.code_ttl);
    if (c.captcha.ttl > 30min)
        refuse(found, "/captcha/ttl",
               "must be \"30m\" at most: it is remembered for as long which challenges were tried");
    if (c.mail_budget.window < 1s || c.mail_budget.window > 31 * 24h)
        refuse(found, "/mailBudget/window", "must be a second at least and 31 days at most");
    if (c.refresh_token.expires_in < c.access_token.expires_in)
        refuse(found, "/refreshToken/expiresIn", "must not be shorter than accessToken.expiresIn");
    if (c.sessions.idle_timeout && *c.sessions.idle_timeout < c.access_token.expires_in)
        refuse(found, "/sessions/idleTimeout",
               "must not be shorter than accessToken.expiresIn: activity is noted when a token is "
               "refreshed");
}

}

void check_authentication(const void* section, std::vector<fault>& found) {
    const auto& c = *static_cast<const authentication_config*>(section);
    check_durations(c, found);
    check_consumer(c, found);
    check_without_accounts(c, found);
    check_redirects(c, found);
    if (c.sessions.new_device_approval.enabled && !c.sessions.enabled)
        refuse(found, "/sessions/newDeviceApproval/enabled",
               "sign-ins are approved by SESSIONS_APPROVE, which sessions.enabled takes away");
    if (c.password_policy.min_length > c.password_policy.max_length)
        refuse(found, "/passwordPolicy/minLength", "must not exceed passwordPolicy.maxLength");
    if (c.cookies.same_site == same_site_config::none && c.cookies.secure == false)
        refuse(found, "/cookies/sameSite", "browsers take \"none\" from Secure cookies only");
}

void check_mail(const config_snapshot& config, std::vector<fault>& found) {
    const auto& c = config.get<authentication_config>("authentication");
    const bool consumes = c.mode == operating_mode::consumer;
    if (config.switched_on("email") && !consumes) return;
    const std::string why =
        consumes ? std::string{not_here}
        : config.switched_off("email")
            ? "mails have to leave somehow, and email.enabled is false: switch that on, or this off"
            : "mails have to leave somehow: add the section email, "
              R"(e.g. "email": {"provider": "file"})";
    const std::pair<const char*, std::optional<bool>> mailing[] = {
        {"passwordReset", c.password_reset.enabled},
        {"emailVerification", c.email_verification.enabled},
        {"emailChange", c.email_change.enabled},
        {"magicLink", c.magic_link.enabled},
        {"invite", c.invite.enabled}};
    for (const auto& [name, enabled] : mailing)
        if (enabled.value_or(false))
            found.push_back({"$.authentication." + std::string{name} + ".enabled", "invalid", why});
}

void check_rights_elsewhere(const config_snapshot& config, std::vector<fault>& found) {
    if (config.get<authentication_config>("authentication").mode != operating_mode::consumer)
        return;
    const auto& c = config.get<authorization_config>("authorization");
    const std::pair<const char*, bool> given[] = {
        {"godminEmail", !c.godmin_email.empty()},
        {"seed.roles", !c.seed.roles.empty()},
        {"seed.claims", !c.seed.claims.empty()},
        {"seed.roleClaimAssignments", !c.seed.role_claim_assignments.empty()}};
    for (const auto& [name, is_given] : given)
        if (is_given)
            found.push_back(
                {"$.authorization." + std::string{name}, "invalid", std::string{not_here}});
}

void check_authorization(const void* section, std::vector<fault>& found) {
    const auto& c = *static_cast<const authorization_config*>(section);
    if (c.godmin_email.empty() != c.godmin_password.empty())
        refuse(found, c.godmin_email.empty() ? "/godminEmail" : "/godminPassword",
               "godminEmail and godminPassword go together");
    std::vector<std::string> known;
    for (const auto& r : c.seed.roles) known.push_back(r.name);
    for (std::size_t i = 0; i < c.seed.role_claim_assignments.size(); ++i) {
        const auto& [role, claims, scope] = c.seed.role_claim_assignments[i];
        const auto at = "/seed/roleClaimAssignments/" + std::to_string(i);
        if (std::ranges::find(known, role) == known.end())
            refuse(found, at + "/role",
                   "the role " + role + " is not among seed.roles" + suggestion(role, known));
        if (scope && *scope != "own" && !scope->starts_with('[') && !scope->starts_with('{'))
            refuse(found, at + "/scope",
                   R"(must be "own", or a filter: "[{\"field\": \"state\", …}]")");
    }
}

}
