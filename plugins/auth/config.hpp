// The sections `authentication` and `authorization` of config.json.
#pragma once
#include <chrono>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/error.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {
using namespace std::chrono_literals;
using std::chrono::milliseconds;

enum class operating_mode : std::uint8_t { full, consumer };
inline const std::vector<std::string>& nucleus_choices(const operating_mode*) {
    static const std::vector<std::string> texts{"full", "consumer"};
    return texts;
}

enum class token_algorithm : std::uint8_t { hs256, eddsa };
inline const std::vector<std::string>& nucleus_choices(const token_algorithm*) {
    static const std::vector<std::string> texts{"HS256", "EdDSA"};
    return texts;
}

struct access_token_config {
    std::string secret;
    milliseconds expires_in = 15min;
    token_algorithm algorithm = token_algorithm::hs256;
    std::string issuer, audience;
};
NUCLEUS_DESCRIBE(access_token_config,
                 (secret,
                  "Signs access tokens (EdDSA: an Ed25519 key as PEM); default: derived "
                  "from server.secret",
                  env_name, defaulted),
                 (expires_in, "Lifetime of an access token", defaulted),
                 (algorithm, "HS256 or EdDSA", defaulted), (issuer, "Claim iss", defaulted),
                 (audience, "Claim aud", defaulted))

struct refresh_token_config {
    std::string secret;
    milliseconds expires_in = 30 * 24h, grace_window = 30s;
};
NUCLEUS_DESCRIBE(refresh_token_config,
                 (secret, "Derives refresh tokens; default: from server.secret", env_name,
                  defaulted),
                 (expires_in, "Lifetime of a session", defaulted),
                 (grace_window, "How long the previous token still yields its successor",
                  defaulted))

struct session_token_config {
    std::string secret;
};
NUCLEUS_DESCRIBE(session_token_config, (secret, "Signs the device cookie", env_name, defaulted))

enum class same_site_config : std::uint8_t { lax, strict, none };
inline const std::vector<std::string>& nucleus_choices(const same_site_config*) {
    static const std::vector<std::string> texts{"lax", "strict", "none"};
    return texts;
}
struct cookies_config {
    std::string access_name = "nucleus_access_token", refresh_name = "nucleus_refresh_token",
                device_name = "nucleus_device", domain;
    same_site_config same_site = same_site_config::lax;
    std::optional<bool> secure;
};
NUCLEUS_DESCRIBE(cookies_config,
                 (access_name, "Of the access token", defaulted, restart,
                  pattern("^[A-Za-z0-9_-]{1,64}$")),
                 (refresh_name, "Of the refresh token", defaulted,
                  pattern("^[A-Za-z0-9_-]{1,64}$")),
                 (device_name, "Of the device", defaulted, pattern("^[A-Za-z0-9_-]{1,64}$")),
                 (domain, "Domain of the cookies; default: the host alone", defaulted,
                  pattern("^([A-Za-z0-9.-]{1,253})?$")),
                 (same_site, "SameSite", defaulted),
                 (secure, "Only over TLS; default: yes, unless mode is development"))

/// A block that only switches an endpoint.
struct switch_config {
    bool enabled = true;
};
NUCLEUS_DESCRIBE(switch_config, (enabled, "Offer it", defaulted, restart))

/// A block of a feature that sends mails.
struct password_reset_config {
    std::optional<bool> enabled;
    milliseconds ttl = 1h;
};
NUCLEUS_DESCRIBE(password_reset_config,
                 (enabled, "Offer it; default: when there is a section email", restart),
                 (ttl, "How long the link is good for", defaulted))
struct email_verification_config {
    std::optional<bool> enabled;
    milliseconds ttl = 24h;
};
NUCLEUS_DESCRIBE(email_verification_config,
                 (enabled,
                  "Addresses are confirmed before the first sign-in; default: when there "
                  "is a section email",
                  restart),
                 (ttl, "How long the link is good for", defaulted))
struct magic_link_config {
    std::optional<bool> enabled;
    milliseconds ttl = 15min;
};
NUCLEUS_DESCRIBE(magic_link_config,
                 (enabled, "Offer it; default: when there is a section email", restart),
                 (ttl, "How long the link is good for", defaulted))
struct email_change_config {
    std::optional<bool> enabled;
    milliseconds ttl = 24h;
};
NUCLEUS_DESCRIBE(email_change_config,
                 (enabled, "Offer it; default: when there is a section email", restart),
                 (ttl, "How long the link is good for", defaulted))
struct invite_config {
    std::optional<bool> enabled;
    milliseconds ttl = 7 * 24h;
};
NUCLEUS_DESCRIBE(invite_config,
                 (enabled, "Offer it; default: when there is a section email", restart),
                 (ttl, "How long the link is good for", defaulted))

enum class captcha_type : std::uint8_t { image, pow };
inline const std::vector<std::string>& nucleus_choices(const captcha_type*) {
    static const std::vector<std::string> texts{"image", "pow"};
    return texts;
}
enum class captcha_form : std::uint8_t {
    login,
    register_,
    password_reset,
    magic_link,
    resend_verification,
    self_signup
};
inline const std::vector<std::string>& nucleus_choices(const captcha_form*) {
    static const std::vector<std::string> texts{"login",     "register",           "passwordReset",
                                                "magicLink", "resendVerification", "selfSignup"};
    return texts;
}
struct captcha_config {
    bool enabled = false;
    std::vector<captcha_form> forms;
    std::vector<captcha_type> types{captcha_type::image, captcha_type::pow};
    milliseconds ttl = 5min;
    int max_number = 100'000;
};
NUCLEUS_DESCRIBE(captcha_config, (enabled, "Offer it", defaulted, restart),
                 (forms, "Which demand one", defaulted),
                 (types, "What is offered; the first when nothing is asked for", defaulted,
                  min_length(1)),
                 (ttl, "How long a challenge is good for, and the token for its answer", defaulted),
                 (max_number,
                  "Of pow: as many hashes at most find the number; a million is where ALTCHA's "
                  "widget stops",
                  defaulted, at_least(1000), at_most(1'000'000)))

struct new_device_approval_config {
    bool enabled = false, number_matching = true;
    milliseconds code_ttl = 10min;
};
NUCLEUS_DESCRIBE(new_device_approval_config,
                 (enabled,
                  "A sign-in on a device that is not known waits until it is approved on one that "
                  "is",
                  defaulted, restart),
                 (number_matching, "By typing the two digits that the new device shows", defaulted),
                 (code_ttl, "For how long it waits", defaulted))

struct sessions_config {
    bool enabled = true;
    int max_per_user = 20;
    std::optional<milliseconds> idle_timeout;
    new_device_approval_config new_device_approval;
};
NUCLEUS_DESCRIBE(sessions_config, (enabled, "SESSIONS_*", defaulted, restart),
                 (max_per_user, "Beyond it the oldest session is revoked", defaulted, at_least(1)),
                 (idle_timeout, "A session unused for this long ends"),
                 (new_device_approval, "Approval of new devices", defaulted))

struct password_policy_config {
    int min_length = 8, max_length = 128;
    bool require_uppercase = true, require_lowercase = true, require_number = true,
         require_special_char = false;
    std::string special_chars = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
};
NUCLEUS_DESCRIBE(password_policy_config,
                 (min_length, "Least characters", defaulted, at_least(1), at_most(128)),
                 (max_length, "Most characters", defaulted, at_least(8), at_most(1024)),
                 (require_uppercase, "One of A-Z at least", defaulted),
                 (require_lowercase, "One of a-z at least", defaulted),
                 (require_number, "One of 0-9 at least", defaulted),
                 (require_special_char, "One of specialChars at least", defaulted),
                 (special_chars, "What counts as special", defaulted))

struct password_hashing_config {
    int memory_kib = 19456, iterations = 2, parallelism = 1, threads = 0, queue = 64;
};
NUCLEUS_DESCRIBE(password_hashing_config,
                 (memory_kib, "Memory of one hash", named("memoryKiB"), defaulted, at_least(8192),
                  at_most(1048576)),
                 (iterations, "Passes over it", defaulted, at_least(1), at_most(20)),
                 (parallelism, "Lanes", defaulted, at_least(1), at_most(16)),
                 (threads, "Threads that hash; 0: one per core", defaulted, restart, at_least(0),
                  at_most(256)),
                 (queue, "Hashes that may wait, of one tenant half as many; more are answered 503",
                  defaulted, at_least(1), at_most(100000)))

struct lockout_config {
    int max_attempts = 5;
    milliseconds duration = 30min;
};
NUCLEUS_DESCRIBE(lockout_config,
                 (max_attempts, "Failed sign-ins until an account is locked", defaulted,
                  at_least(1), at_most(1000)),
                 (duration, "For how long", defaulted))

struct mail_budget_config {
    milliseconds window = 1h;
    int max = 10;
};
NUCLEUS_DESCRIBE(mail_budget_config, (window, "Length of the window", defaulted),
                 (max, "Requests in a window that have something mailed there", defaulted,
                  at_least(1)))

struct impersonation_config {
    bool enabled = true;
    milliseconds max_duration = 1h;
};
NUCLEUS_DESCRIBE(impersonation_config, (enabled, "Offer it", defaulted, restart),
                 (max_duration, "How long a session in another's name lasts", defaulted))

struct api_keys_config {
    bool enabled = true;
    int max_per_user = 100;
};
NUCLEUS_DESCRIBE(api_keys_config, (enabled, "Offer it, and take keys", defaulted, restart),
                 (max_per_user, "Keys that one user may have", defaulted, at_least(1),
                  at_most(1000)))

struct authentication_config {
    bool enabled = true;
    operating_mode mode = operating_mode::full;
    std::string idp_url, default_role;
    access_token_config access_token;
    refresh_token_config refresh_token;
    session_token_config session_token;
    cookies_config cookies;
    switch_config login, register_, logout, refresh, me, password_change, password_set, admin;
    password_reset_config password_reset;
    email_verification_config email_verification;
    email_change_config email_change;
    magic_link_config magic_link;
    invite_config invite;
    captcha_config captcha;
    impersonation_config impersonation;
    api_keys_config api_keys;
    sessions_config sessions;
    password_policy_config password_policy;
    password_hashing_config password_hashing;
    lockout_config lockout;
    std::vector<std::string> redirect_allow_list;
    milliseconds resend_cooldown = 60s, check_ttl = 5s;
    mail_budget_config mail_budget;
};
NUCLEUS_DESCRIBE(
    authentication_config, (enabled, "Accounts and sign-in", defaulted, restart),
    (mode, "full: accounts here; consumer: tokens of another nucleusd", defaulted, restart),
    (idp_url, "Of the other nucleusd, in consumer mode; without it the token is all there is",
     defaulted, restart),
    (check_ttl, "In consumer mode: how long what the other nucleusd said is trusted", defaulted),
    (default_role, "Role of everybody who registers", defaulted, max_length(100)),
    (access_token, "Short-lived, sent with each request", defaulted),
    (refresh_token, "Long-lived, single-use", defaulted),
    (session_token, "Device cookie", defaulted), (cookies, "Names and attributes", defaulted),
    (login, "LOGIN", defaulted), (register_, "REGISTER", named("register"), defaulted),
    (logout, "LOGOUT", defaulted), (refresh, "REFRESH", defaulted), (me, "ME", defaulted),
    (password_change, "PASSWORD_CHANGE", defaulted), (password_set, "PASSWORD_SET", defaulted),
    (password_reset, "PASSWORD_RESET_*", defaulted),
    (email_verification, "VERIFY_EMAIL", defaulted), (email_change, "EMAIL_CHANGE", defaulted),
    (magic_link, "MAGIC_LINK", defaulted), (invite, "INVITE", defaulted),
    (captcha, "CAPTCHA_*, and which forms demand one", defaulted),
    (impersonation, "ADMIN_IMPERSONATE", defaulted), (api_keys, "API_KEYS_*", defaulted),
    (admin, "ADMIN_*, BULK_CREATE_USERS, COHORT_*", defaulted),
    (sessions, "Number and timeouts of sessions", defaulted),
    (password_policy, "What a password must be like", defaulted),
    (password_hashing, "argon2id", defaulted), (lockout, "After failed sign-ins", defaulted),
    (redirect_allow_list, "Where links of mails may lead", defaulted),
    (resend_cooldown, "Between two mails to one address", defaulted),
    (mail_budget, "Of each address, beside the budgets of rateLimit; counted as those are",
     defaulted))

enum class claims_mode : std::uint8_t { resolve, embed };
inline const std::vector<std::string>& nucleus_choices(const claims_mode*) {
    static const std::vector<std::string> texts{"resolve", "embed"};
    return texts;
}
struct seed_role {
    std::string name, description;
};
NUCLEUS_DESCRIBE(seed_role, (name, "Of the role", min_length(1), max_length(100)),
                 (description, "What it is for", defaulted, max_length(500)))
struct seed_claim {
    std::string action, description, path, method;
};
NUCLEUS_DESCRIBE(seed_claim,
                 (action, "<method>.<table>, or your own", min_length(1), max_length(100)),
                 (description, "What it allows", defaulted, max_length(500)),
                 (path, "Of the endpoint", defaulted, max_length(200)),
                 (method, "Of the endpoint", defaulted, max_length(10)))
struct seed_assignment {
    std::string role;
    std::vector<std::string> claims;
    std::optional<std::string> scope{};
};
NUCLEUS_DESCRIBE(seed_assignment, (role, "One of seed.roles"), (claims, "Actions it gets"),
                 (scope, "For which rows: own, or a filter as JSON text; default: all"))
struct seed_config {
    std::vector<seed_role> roles;
    std::vector<seed_claim> claims;
    std::vector<seed_assignment> role_claim_assignments;
};
NUCLEUS_DESCRIBE(seed_config, (roles, "Made when missing", defaulted),
                 (claims, "Made when missing", defaulted),
                 (role_claim_assignments, "Added when missing", defaulted))

struct authorization_config {
    bool enabled = true, auto_seed_claims = true;
    claims_mode jwt_claims_mode = claims_mode::resolve;
    std::string godmin_email, godmin_password;
    seed_config seed;
};
NUCLEUS_DESCRIBE(authorization_config,
                 (enabled, "Roles and claims; off: every signed-in user passes no claim check",
                  defaulted, restart),
                 (auto_seed_claims, "Make a claim for each endpoint that asks for one", defaulted),
                 (jwt_claims_mode, "What of the claims is in the access token", defaulted),
                 (godmin_email, "Account that may do everything, made when missing", env_name,
                  defaulted),
                 (godmin_password, "Its first password", env_name, defaulted),
                 (seed, "Roles and claims to begin with", defaulted))

/// The rules across fields.
void check_authentication(const void* section, std::vector<fault>& found);
void check_authorization(const void* section, std::vector<fault>& found);
/// What sends mails needs the section `email`.
void check_mail(const config_snapshot& config, std::vector<fault>& found);
/// A consumer seeds no roles and claims.
void check_rights_elsewhere(const config_snapshot& config, std::vector<fault>& found);

}
